/** One value or several: IAM takes both wherever it takes lists. */
export type OneOrMore<T> = T | readonly T[];

/** The conditions of a statement: operator, then key, then the values of which one must hold. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMore<string | number | boolean>>>>>;

/** A statement of a policy whose intrinsic functions are resolved. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMore<string>;
  readonly NotAction?: OneOrMore<string>;
  readonly Resource?: OneOrMore<string>;
  readonly NotResource?: OneOrMore<string>;
  /** Of policies of resources; absent in those of identities. */
  readonly Principal?: '*' | Readonly<Record<string, OneOrMore<string>>>;
  readonly NotPrincipal?: unknown;
  readonly Condition?: Conditions;
}

/** A policy document. */
export interface Policy {
  readonly Statement: OneOrMore<Statement>;
}

/** Who asks. */
export type Caller = { readonly arn: string } | { readonly service: string };

/** What is asked. */
export interface Request {
  readonly caller: Caller;
  /** Such as `s3:GetObject`. */
  readonly action: string;
  readonly resource: string;
  /** The account that has it, where its ARN does not say; the caller's where absent. */
  readonly owner?: string;
  /** What the service tells of the request beside the caller: `aws:SecureTransport`, `kms:ViaService` … A missing key is missing. */
  readonly context?: Readonly<Record<string, OneOrMore<string>>>;
}

/** Both forms as a list. */
export function listed<T>(value: OneOrMore<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
