/** An item in DynamoDB's own JSON: `{ pk: { S: 'a' } }`. */
export type WireItem = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What an operation is answered with: a status and a body. */
export interface WireAnswer {
  readonly status: number;
  readonly body: object;
}

interface WireInput {
  readonly Item?: WireItem;
  readonly Key?: WireItem;
  readonly ConditionExpression?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly WireItem[] }>>;
  readonly Statements?: readonly WireStatement[];
}

interface WireStatement {
  readonly Statement: string;
  readonly Parameters?: readonly Readonly<Record<string, unknown>>[];
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

/**
 * A table that keeps what it is given and looks no closer than benchmarks need: a conditional write takes where the key is absent, and
 * an insertion fails where it is there. Reading it must cost as little as can be, so that it measures clients and not itself.
 */
export class StubTable {
  readonly #items = new Map<string, WireItem>();

  /** How many items there are. */
  get size(): number {
    return this.#items.size;
  }

  /** The item of a key, if there is one. */
  item(pk: string, sk: string): WireItem | undefined {
    return this.#items.get(`${pk}\n${sk}`);
  }

  /** Forgets everything. */
  clear(): void {
    this.#items.clear();
  }

  /** Carries out an operation, `PutItem` say. Throws where it knows none of the name: what is not kept must not be taken for done. */
  answer(operation: string, input: WireInput): WireAnswer {
    switch (operation) {
      case 'PutItem':
        return this.#put(input);
      case 'GetItem': {
        const found = this.#items.get(keyOf(input.Key!));
        return { status: 200, body: found === undefined ? {} : { Item: found } };
      }
      case 'BatchGetItem':
        return this.#batchGet(input);
      case 'BatchExecuteStatement':
        return { status: 200, body: { Responses: input.Statements!.map((statement) => this.#insert(statement)) } };
      default:
        throw new Error(`the stub knows no ${operation}`);
    }
  }

  #put({ Item, ConditionExpression, ReturnValuesOnConditionCheckFailure }: WireInput): WireAnswer {
    const item = Item!;
    const key = keyOf(item);
    const stored = this.#items.get(key);
    if (stored !== undefined && ConditionExpression?.includes('attribute_not_exists')) {
      const returned = ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? { Item: stored } : {};
      const __type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
      return { status: 400, body: { __type, message: 'The conditional request failed', ...returned } };
    }
    this.#items.set(key, item);
    return { status: 200, body: {} };
  }

  #batchGet({ RequestItems }: WireInput): WireAnswer {
    const responses = Object.entries(RequestItems!).map(([table, { Keys }]) => {
      const found = Keys.map((key) => this.#items.get(keyOf(key))).filter((item) => item !== undefined);
      return [table, found] as const;
    });
    return { status: 200, body: { Responses: Object.fromEntries(responses), UnprocessedKeys: {} } };
  }

  #insert({ Statement, Parameters = [], ReturnValuesOnConditionCheckFailure }: WireStatement): object {
    const item = itemOfInsert(Statement, Parameters);
    const key = keyOf(item);
    const stored = this.#items.get(key);
    if (stored === undefined) {
      this.#items.set(key, item);
      return {};
    }
    const returned = ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? { Item: stored } : {};
    return { Error: { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table', ...returned } };
  }
}

function keyOf({ pk, sk }: WireItem): string {
  return `${String(pk!['S'])}\n${String(sk!['S'])}`;
}

const namesByStatement = new Map<string, readonly string[]>();

/** The item of `INSERT INTO "table" VALUE {'pk': ?, 'sk': ?}`, whose names and parameters stand in one order. */
function itemOfInsert(statement: string, parameters: readonly Readonly<Record<string, unknown>>[]): WireItem {
  let names = namesByStatement.get(statement);
  if (names === undefined) {
    if (!/^\s*INSERT\s+INTO\s/i.test(statement)) throw new Error('the stub knows no statements but INSERT');
    names = Array.from(statement.matchAll(/['"]([^'"]+)['"]\s*:\s*\?/g), ([, name]) => name!);
    namesByStatement.set(statement, names);
  }
  if (names.length !== parameters.length) throw new Error('the statement has other parameters than names');
  return Object.fromEntries(names.map((name, index) => [name, parameters[index]!]));
}
