import { tableSchema } from '@annals/adapters-aws/schema';
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ContributorInsightsMode,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
  type CfnGlobalTable,
  type GlobalSecondaryIndexPropsV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { AnnalsStack } from '../stacks/annals-stack.js';

/** As far back as DynamoDB can restore a table. */
const recoveryPeriodInDays = 35;

/** The one table of Annals, made of the schema that the functions read and write by. */
export class RecordsTable extends TableV2 {
  /** @param key absent: the key that AWS manages */
  constructor(scope: Construct, id: string, { key }: { readonly key: IKey | undefined }) {
    const { names, settings } = AnnalsStack.of(scope);
    const { profile, retainData } = settings;
    const isWhole = profile === 'production';
    // Which keys are asked for most is a price for each of a table's events; which ones are throttled is next to none.
    const mode = isWhole ? ContributorInsightsMode.ACCESSED_AND_THROTTLED_KEYS : ContributorInsightsMode.THROTTLED_KEYS;
    super(scope, id, {
      tableName: names.resource('records'),
      partitionKey: { name: tableSchema.key.partition, type: AttributeType.STRING },
      sortKey: { name: tableSchema.key.sort, type: AttributeType.STRING },
      globalSecondaryIndexes: [...indexes],
      billing: Billing.onDemand(),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays },
      // Of its indexes as well, but where they are left out.
      contributorInsightsSpecification: { enabled: true, mode },
      encryption: key ? TableEncryptionV2.customerManagedKey(key) : TableEncryptionV2.awsManagedKey(),
      deletionProtection: retainData,
      removalPolicy: retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    if (!isWhole) this.#leaveIndexesOut();
  }

  /** Of insights, which each index costs by the month. The library hears of an index's own for other regions alone. */
  #leaveIndexesOut(): void {
    const table = this.node.defaultChild as CfnGlobalTable;
    indexes.forEach((_, index) => {
      const insights = `Replicas.0.GlobalSecondaryIndexes.${index}.ContributorInsightsSpecification`;
      table.addPropertyOverride(`${insights}.Enabled`, false);
      table.addPropertyDeletionOverride(`${insights}.Mode`);
    });
  }
}

const indexes: readonly GlobalSecondaryIndexPropsV2[] = tableSchema.indexes.map(
  ({ name, partition, sort, projectedAttributes }) => ({
    indexName: name,
    partitionKey: { name: partition, type: AttributeType.STRING },
    sortKey: { name: sort, type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: [...projectedAttributes],
  }),
);
