import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import type { NagPack } from 'cdk-nag';
import { acknowledgementsIn, type PlacedAcknowledgement } from './acknowledgements.js';

/** A pack of rules whose findings fail the synthesis, and so do acknowledgements of what it does not find. */
export class ReasonedPack implements IPolicyValidationPlugin {
  readonly name: string;

  constructor(readonly pack: NagPack) {
    this.name = pack.readPackName;
  }

  validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const { violations } = this.pack.validateScope(appConstruct);
    const given = acknowledgementsIn(appConstruct).filter(({ id }) => id.startsWith(`${this.name}-`));
    const left = [...unacknowledged(violations, given), ...unused(violations, given)];
    return { success: left.length === 0, violations: left };
  }
}

const covers = ({ id, path }: PlacedAcknowledgement, ruleName: string, constructPath: string | undefined) =>
  id === ruleName && constructPath !== undefined && (constructPath === path || constructPath.startsWith(`${path}/`));

/** Findings without those that were acknowledged; what is left is an error, however the pack weighs it. */
function unacknowledged(
  violations: readonly PolicyViolation[],
  given: readonly PlacedAcknowledgement[],
): readonly PolicyViolation[] {
  return violations
    .map((violation) => ({
      ...violation,
      severity: 'error',
      violatingResources: violation.violatingResources.filter(
        ({ constructPath }) => !given.some((one) => covers(one, violation.ruleName, constructPath)),
      ),
    }))
    .filter(({ violatingResources }) => violatingResources.length > 0);
}

function unused(
  violations: readonly PolicyViolation[],
  given: readonly PlacedAcknowledgement[],
): readonly PolicyViolation[] {
  const isUsed = (one: PlacedAcknowledgement) =>
    violations.some(({ ruleName, violatingResources }) =>
      violatingResources.some(({ constructPath }) => covers(one, ruleName, constructPath)),
    );
  return given
    .filter((one) => !isUsed(one))
    .map(({ id, path }) => ({
      ruleName: 'unused-acknowledgement',
      description: `${id} is acknowledged but not found; take the acknowledgement away`,
      severity: 'error',
      violatingResources: [{ constructPath: path, locations: [] }],
    }));
}
