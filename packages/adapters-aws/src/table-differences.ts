import type { KeySchemaElement, Projection, TableDescription } from '@aws-sdk/client-dynamodb';
import { compareUtf8 } from '@annals/domain';
import { tableSchema, type TableSchema } from './schema/index.js';

/** How a table that exists differs from `tableSchema`, a sentence each; empty where it fits. Capacity and tags are its owner's business. */
export function tableDifferences(table: TableDescription): string[] {
  return [...keyDifferences(table), ...indexDifferences(table)];
}

function keyDifferences(table: TableDescription): string[] {
  const { key, indexes } = tableSchema;
  const differences = mustBe('its key', keyText(table.KeySchema), keyText(elements(key)));
  const types = new Map(
    table.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  for (const name of [key, ...indexes].flatMap(({ partition, sort }) => [partition, sort])) {
    const type = types.get(name);
    // An attribute that no key uses has no type; its key's own difference says so.
    if (type !== undefined && type !== 'S') differences.push(`its attribute ${name} is of type ${type}, must be S`);
  }
  return differences;
}

function indexDifferences(table: TableDescription): string[] {
  const existing = new Map(table.GlobalSecondaryIndexes?.map((index) => [index.IndexName, index]));
  const differences: string[] = [];
  for (const index of tableSchema.indexes) {
    const found = existing.get(index.name);
    existing.delete(index.name);
    if (found === undefined) {
      differences.push(`it has no index ${index.name}`);
      continue;
    }
    differences.push(
      ...mustBe(`the key of its index ${index.name}`, keyText(found.KeySchema), keyText(elements(index))),
      ...mustBe(`the projection of its index ${index.name}`, projectionText(found.Projection), projectedText(index)),
    );
  }
  for (const name of existing.keys()) differences.push(`it has an index ${name} that Annals does not know`);
  return differences;
}

function mustBe(what: string, found: string, wanted: string): string[] {
  return found === wanted ? [] : [`${what} is ${found}, must be ${wanted}`];
}

function elements({ partition, sort }: TableSchema['key']): KeySchemaElement[] {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}

function keyText(key: readonly KeySchemaElement[] | undefined): string {
  return (key ?? []).map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType})`).join(', ') || 'missing';
}

function projectionText(projection: Projection | undefined): string {
  const names = [...(projection?.NonKeyAttributes ?? [])].sort(compareUtf8);
  return [projection?.ProjectionType ?? 'missing', ...names].join(' ');
}

function projectedText(index: TableSchema['indexes'][number]): string {
  return projectionText({ ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projectedAttributes] });
}
