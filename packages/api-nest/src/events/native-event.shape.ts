import { copyOf, kindOf, pointer, type EventFault, type JsonMember, type JsonSlice } from '@annals/domain';
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

/** The members of an event's object, in order. */
type Shape = readonly (readonly [name: string, kind: JsonKind])[];

/** Shapes without a fault, by `shapeKey`: producers send few of them, over and over. */
const sound = new Map<string, Shape>();
const maxSound = 1000;

/** What is remembered of one shape is bounded: a member can be named often, which is no fault of the shape. */
const maxShapeLength = 1000;

/** The shape that was found without a fault last: mostly the next event has the same. */
let last: Shape = [];

/** What is wrong with the shape of an event's JSON, at each member at most one fault. What is no object has no shape, and no fault here. */
export function shapeFaults(json: JsonSlice, members: readonly JsonMember[]): readonly EventFault[] {
  if (kindOf(json) !== 'object' || hasShape(members, last)) return [];
  const key = shapeKey(members);
  const known = sound.get(key);
  if (known !== undefined) {
    last = known;
    return [];
  }
  const shape = members.map((member) => [member.name, kindOf(member)] as const);
  const faults = judge(shape);
  if (faults.length === 0 && sound.size < maxSound && key.length <= maxShapeLength) sound.set(key, copyOf(shape));
  return faults;
}

function hasShape(members: readonly JsonMember[], shape: Shape): boolean {
  if (members.length !== shape.length || shape.length === 0) return false;
  for (let index = 0; index < shape.length; index++) {
    const [member, [name, kind]] = [members[index]!, shape[index]!];
    if (member.name !== name || kindOf(member) !== kind) return false;
  }
  return true;
}

/** Names with their lengths and kinds, in order: no two shapes share a key. */
function shapeKey(members: readonly JsonMember[]): string {
  let key = '';
  for (const member of members) key += `,${member.name.length}:${member.name}${kindOf(member)}`;
  return key;
}

function judge(kinds: Shape): readonly EventFault[] {
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
