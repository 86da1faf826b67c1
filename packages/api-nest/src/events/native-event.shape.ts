import { kindOf, pointer, type EventFault, type JsonMember, type JsonSlice } from '@annals/domain';
import { Allow, IsObject, IsString, ValidateIf, validateSync, type ValidationArguments } from 'class-validator';

const text = {
  message: ({ value }: ValidationArguments) => (value === undefined ? 'is required' : 'must be a string'),
};

/** A member that may be absent, but not null. */
function Absentable(): PropertyDecorator {
  return ValidateIf((_event, value) => value !== undefined);
}

/** The members of an event in Annals' own representation: which there are, which must be there, and their types. Limits are the domain's. */
export class NativeEventShape {
  @IsString(text)
  id!: string;

  @Absentable()
  @IsString(text)
  source?: string;

  @IsString(text)
  type!: string;

  @Absentable()
  @IsString(text)
  subject?: string;

  @Absentable()
  @IsString(text)
  time?: string;

  @Absentable()
  @IsString(text)
  expiresAt?: string;

  @Absentable()
  @IsString(text)
  dataContentType?: string;

  @Absentable()
  @IsString(text)
  dataSchema?: string;

  @Absentable()
  @IsObject({ message: 'must be an object' })
  extensions?: Record<string, string | number | boolean>;

  @Allow()
  payload?: unknown;

  @Absentable()
  @IsString(text)
  payloadText?: string;

  @Absentable()
  @IsString(text)
  payloadBase64?: string;
}

type JsonKind = ReturnType<typeof kindOf>;

/** A value of each kind. The shape is about kinds, so values stay unparsed: parsing would round numbers and lose keys. */
const standIns: Readonly<Record<JsonKind, unknown>> = {
  object: {},
  array: [],
  string: '',
  number: 0,
  boolean: false,
  null: null,
};

/** Shapes without a fault, by `shapeKey`: producers send few of them, over and over. */
const sound = new Set<string>();
const maxSound = 1000;

/** What is remembered of one shape is bounded: a member can be named often, which is no fault of the shape. */
const maxShapeLength = 1000;

/** What is wrong with the shape of an event's JSON, at each member at most one fault. */
export function shapeFaults(json: JsonSlice, members: readonly JsonMember[]): readonly EventFault[] {
  const key = shapeKey(json, members);
  if (sound.has(key)) return [];
  const kinds = members.map(({ name, value }) => [name, kindOf(value)] as const);
  const faults = kindOf(json) === 'object' ? judge(kinds) : [];
  if (faults.length === 0 && sound.size < maxSound && key.length <= maxShapeLength) sound.add(key);
  return faults;
}

/** Names with their lengths and kinds, in order: no two shapes share a key. */
function shapeKey(json: JsonSlice, members: readonly JsonMember[]): string {
  let key: string = kindOf(json);
  for (const { name, value } of members) key += `,${name.length}:${name}${kindOf(value)}`;
  return key;
}

function judge(kinds: readonly (readonly [name: string, kind: JsonKind])[]): readonly EventFault[] {
  const shape = new NativeEventShape();
  // class-validator looks names up on plain objects, so those that every object inherits are left to the domain, which refuses them too.
  for (const [name, kind] of kinds) if (!(name in Object.prototype)) Object.assign(shape, { [name]: standIns[kind] });
  const errors = validateSync(shape, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  return errors.map(({ property, constraints }) => ({
    code: 'invalid',
    pointer: pointer(property),
    detail:
      constraints?.['whitelistValidation'] === undefined
        ? Object.values(constraints!)[0]!
        : 'is not a member of an event',
  }));
}
