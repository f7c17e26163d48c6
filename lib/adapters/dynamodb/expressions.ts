import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Condition, Item, Write } from '../../stores/table.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A write as DynamoDB's API has it: its conditions and what it sets as expressions, with placeholders throughout. */
export function transactItem(write: Write, TableName: string): TransactItem {
  const placeholders = new Placeholders();
  const ConditionExpression = (write.when ?? [])
    .map((condition) => expressionOf(condition, placeholders))
    .join(' AND ');
  const condition = ConditionExpression === '' ? {} : { ConditionExpression };
  if ('put' in write) return { Put: { TableName, Item: write.put, ...condition, ...placeholders.fields() } };
  if ('check' in write) {
    const Key = { ...write.check };
    return { ConditionCheck: { TableName, Key, ConditionExpression, ...placeholders.fields() } };
  }
  const set = Object.entries(write.set).map(
    ([field, value]) => `${placeholders.name(field)} = ${placeholders.value(value)}`,
  );
  const UpdateExpression = `SET ${set.join(', ')}`;
  return { Update: { TableName, Key: { ...write.update }, UpdateExpression, ...condition, ...placeholders.fields() } };
}

function expressionOf(condition: Condition, placeholders: Placeholders): string {
  if ('absent' in condition) return `attribute_not_exists(${placeholders.name('pk')})`;
  if ('anyOf' in condition)
    return `(${condition.anyOf.map((either) => expressionOf(either, placeholders)).join(' OR ')})`;
  const [sign, value] =
    'is' in condition ? ['=', condition.is] : 'below' in condition ? ['<', condition.below] : ['>', condition.above];
  return `${placeholders.name(condition.field)} ${sign} ${placeholders.value(value)}`;
}

/** The names and values that an expression refers to: many words are reserved. */
class Placeholders {
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, unknown> = {};

  name(field: string): string {
    this.#names[`#${field}`] = field;
    return `#${field}`;
  }

  value(value: unknown): string {
    const name = `:v${Object.keys(this.#values).length}`;
    this.#values[name] = value;
    return name;
  }

  /** What the request says of them; DynamoDB refuses empty lists. */
  fields(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Item } {
    return {
      ...(Object.keys(this.#names).length > 0 && { ExpressionAttributeNames: this.#names }),
      ...(Object.keys(this.#values).length > 0 && { ExpressionAttributeValues: this.#values }),
    };
  }
}
