import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType } from '@aws-cdk/service-spec-types';
import type { Resource } from './synthesized-stack.ts';

const specification = loadAwsServiceSpecSync();

/** A resource type as CloudFormation publishes it. */
export function resourceType(name: string) {
  const [found] = specification.lookup('resource', 'cloudFormationType', 'equals', name);
  if (!found) throw new Error(`CloudFormation has no ${name}`);
  return found;
}

/** What CloudFormation's own schema finds wrong with a resource: types and properties that it lacks, values of another type. */
export function cloudFormationFaults({ id, Type, Properties }: Resource): string[] {
  return faultsOfProperties(`${id} (${Type})`, Properties ?? {}, resourceType(Type).properties);
}

function faultsOfProperties(
  place: string,
  given: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, Property>>,
): string[] {
  const missing = Object.entries(known).filter(([name, { required }]) => required && given[name] === undefined);
  return [
    ...missing.map(([name]) => `${place} lacks ${name}`),
    ...Object.entries(given).flatMap(([name, value]) => {
      const property = known[name];
      if (!property) return [`${place} has no ${name}`];
      const types = [property.type, ...(property.previousTypes ?? [])];
      return faultsOfAny(`${place}.${name}`, value, types);
    }),
  ];
}

/** Those of the type that fits best; where one says which parts the value has, it counts for nothing that another is JSON. */
function faultsOfAny(place: string, value: unknown, types: readonly PropertyType[]): string[] {
  const hasParts = types.some(({ type }) => type === 'array' || type === 'map' || type === 'ref');
  const faults = types.filter(({ type }) => !hasParts || type !== 'json').map((type) => faultsOf(place, value, type));
  return faults.reduce((least, other) => (other.length < least.length ? other : least));
}

function faultsOf(place: string, value: unknown, type: PropertyType): string[] {
  if (isFunctionOfTemplates(value)) return [];
  switch (type.type) {
    case 'array':
      if (!Array.isArray(value)) return [`${place} is no list`];
      return value.flatMap((item, index) => faultsOf(`${place}[${index}]`, item, type.element));
    case 'map':
      if (!isObject(value)) return [`${place} is no map`];
      return Object.entries(value).flatMap(([key, item]) => faultsOf(`${place}.${key}`, item, type.element));
    case 'ref':
      if (!isObject(value)) return [`${place} is no object`];
      return faultsOfProperties(place, value, specification.get('typeDefinition', type.reference.$ref).properties);
    case 'union':
      return faultsOfAny(place, value, type.types);
    case 'tag':
      return isObject(value) && 'Key' in value && 'Value' in value ? [] : [`${place} is no tag`];
    case 'json':
      return [];
    default:
      return isPrimitive(value, type) ? [] : [`${place} is no ${type.type}: ${JSON.stringify(value)}`];
  }
}

function isPrimitive(value: unknown, type: PropertyType): boolean {
  const isAllowed = !('allowedValues' in type) || (type.allowedValues as unknown[]).includes(value);
  switch (type.type) {
    case 'integer':
      return Number.isInteger(value) && isAllowed;
    case 'number':
    case 'boolean':
      return typeof value === type.type;
    default:
      return typeof value === 'string' && isAllowed;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Ref` and its kind: what they give is known at deployment. */
function isFunctionOfTemplates(value: unknown): boolean {
  const [name, ...others] = isObject(value) ? Object.keys(value) : [];
  return others.length === 0 && (name === 'Ref' || name?.startsWith('Fn::') === true);
}
