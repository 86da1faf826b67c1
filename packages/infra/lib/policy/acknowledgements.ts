import type { IConstruct } from 'constructs';

/** A finding that is there on purpose. */
export interface Acknowledgement {
  /** Exactly as the pack tells it, with what it found in brackets. */
  readonly id: string;
  /** Why it stays, for an auditor. */
  readonly reason: string;
}

/** An acknowledgement and the path of the construct that it was given for. */
export interface PlacedAcknowledgement extends Acknowledgement {
  readonly path: string;
}

/** Marks an entry of a construct's metadata; it is written into the cloud assembly, where auditors can read it. */
const metadataType = 'annals:acknowledged';

/** Says why findings on a construct and on what it consists of stay. One that finds nothing to acknowledge fails the synthesis. */
export function acknowledge(construct: IConstruct, ...acknowledgements: readonly Acknowledgement[]): void {
  for (const { id, reason } of acknowledgements) construct.node.addMetadata(metadataType, { id, reason });
}

/** Every acknowledgement in a tree of constructs. */
export function acknowledgementsIn(root: IConstruct): readonly PlacedAcknowledgement[] {
  return root.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === metadataType)
        .map(({ data }) => ({ ...(data as Acknowledgement), path: node.path })),
    );
}
