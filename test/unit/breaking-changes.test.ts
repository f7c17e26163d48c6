import { describe, expect, it } from 'vitest';
import { breakingChanges, type ContractDocument } from '../contract/breaking-changes.ts';

const text = { type: 'string' } as const;
const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** A contract of one address with everything in it that may be compared. */
function contract() {
  return {
    paths: {
      '/books': {
        put: {
          operationId: 'writeBook',
          parameters: [{ in: 'query', name: 'limit', required: false, schema: { type: 'integer', maximum: 100 } }],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: {
                    value: { type: ['string', 'number'], pattern: '^[0-9]+$' },
                    note: { anyOf: [{ type: 'string', maxLength: 10 }, { type: 'null' }] },
                    judged: { oneOf: [refTo('Verify'), refTo('Return')] },
                    kind: { type: 'string', enum: ['a', 'b'] },
                  },
                  required: ['value'],
                  additionalProperties: false,
                },
              },
            },
          },
          responses: {
            200: { headers: { ETag: {} }, content: { 'application/json': { schema: refTo('Book') } } },
            422: { content: { 'application/problem+json': { schema: refTo('Problem') } } },
          },
        },
      },
    },
    components: {
      schemas: {
        Book: {
          type: 'object',
          properties: {
            state: { type: 'string', enum: ['open', 'closed'] },
            rows: { type: 'array', items: refTo('Row') },
          },
          required: ['state', 'rows'],
        },
        Row: {
          type: 'object',
          properties: { points: text, claim: { anyOf: [refTo('Claim'), { type: 'null' }] } },
          required: ['points'],
        },
        Claim: { type: 'object', properties: { value: text }, required: ['value'] },
        Verify: {
          type: 'object',
          properties: { decision: { type: 'string', const: 'verify' } },
          required: ['decision'],
        },
        Return: {
          type: 'object',
          properties: { decision: { type: 'string', const: 'return' } },
          required: ['decision'],
        },
        Problem: { type: 'object', properties: { type: { type: 'string', enum: ['/problems/busy'] } } },
      },
    },
  };
}

type Contract = ReturnType<typeof contract>;
// biome-ignore lint/suspicious/noExplicitAny: a change may put anything anywhere.
type Change = (changed: any) => void;

function changesAfter(change: Change): string[] {
  const changed: Contract = contract();
  change(changed);
  return breakingChanges(contract() as ContractDocument, changed as ContractDocument);
}

const operation = (changed: Contract) => changed.paths['/books'].put;
const body = (changed: Contract) => operation(changed).requestBody.content['application/json'].schema;

const rename: Change = ({ components: { schemas }, paths }) => {
  schemas.Verification = schemas.Verify;
  delete schemas.Verify;
  const { judged } = paths['/books'].put.requestBody.content['application/json'].schema.properties;
  judged.oneOf[0] = refTo('Verification');
};

describe('a contract breaks its clients', () => {
  it.each<[string, Change, string]>([
    ['where an address goes', (c) => delete c.paths['/books'], 'PUT /books: is gone'],
    ['where an operation goes', (c) => delete c.paths['/books'].put, 'PUT /books: is gone'],
    [
      'where an operation is renamed',
      (c) => {
        operation(c).operationId = 'x';
      },
      'PUT /books: is called x now',
    ],
    ['where a schema is renamed', rename, 'Verify: this name of a schema is gone'],
    [
      'where a parameter goes',
      (c) => {
        operation(c).parameters = [];
      },
      'query limit: is gone',
    ],
    [
      'where a parameter becomes required',
      (c) => {
        operation(c).parameters[0]!.required = true;
      },
      'query limit: is required now',
    ],
    [
      'where a parameter gets narrower',
      (c) => {
        operation(c).parameters[0]!.schema.maximum = 50;
      },
      'maximum is 50 now',
    ],
    [
      'where a field of a request goes',
      (c) => delete c.paths['/books'].put.requestBody.content['application/json'].schema.properties.kind,
      'body.kind: is gone',
    ],
    [
      'where a field of a request becomes required',
      (c) => {
        body(c).required.push('kind');
      },
      'body.kind: is required now',
    ],
    [
      'where a request takes fewer types',
      (c) => {
        body(c).properties.value.type = ['string'];
      },
      'body.value: is no longer number',
    ],
    [
      'where a request takes no null any more',
      (c) => {
        c.paths['/books'].put.requestBody.content['application/json'].schema.properties.note = text;
      },
      'body.note: is no longer null',
    ],
    [
      'where a request takes fewer words',
      (c) => {
        body(c).properties.kind.enum = ['a'];
      },
      'body.kind: no longer knows b',
    ],
    [
      'where a request takes shorter texts',
      (c) => {
        body(c).properties.note.anyOf[0]!.maxLength = 9;
      },
      'body.note: maxLength is 9 now',
    ],
    [
      'where a request takes another notation',
      (c) => {
        body(c).properties.value.pattern = '^a$';
      },
      'body.value: has another pattern',
    ],
    [
      'where a request takes fewer alternatives',
      (c) => {
        body(c).properties.judged.oneOf.pop();
      },
      'body.judged: is no longer Return',
    ],
    [
      'where an alternative of a request gets narrower',
      (c) => {
        c.components.schemas.Verify.required.push('why');
      },
      'body.judged as Verify.why: is required now',
    ],
    [
      'where a request takes another media type',
      (c) => {
        operation(c).requestBody.content = {} as never;
      },
      'no longer takes application/json',
    ],
    ['where a reply goes', (c) => delete c.paths['/books'].put.responses[200], 'no longer answers 200'],
    [
      'where a header of a reply goes',
      (c) => delete c.paths['/books'].put.responses[200].headers.ETag,
      'no longer has the header ETag',
    ],
    [
      'where a field of a reply goes',
      (c) => delete c.components.schemas.Row.properties.points,
      '200.rows[].points: is gone',
    ],
    [
      'where a field of a reply may be missing',
      (c) => {
        c.components.schemas.Row.required = [];
      },
      '200.rows[].points: may be missing now',
    ],
    [
      'where a field of a reply may be null',
      (c) => {
        c.components.schemas.Row.properties.points = { type: ['string', 'null'] };
      },
      '200.rows[].points: may be null now',
    ],
    [
      'where a field of a reply is of another type',
      (c) => {
        c.components.schemas.Row.properties.points = { type: 'number' };
      },
      '200.rows[].points: may be number now',
    ],
    [
      'behind what may be null',
      (c) => delete c.components.schemas.Claim.properties.value,
      '200.rows[].claim.value: is gone',
    ],
    [
      'where a word of a reply goes',
      (c) => {
        c.components.schemas.Book.properties.state.enum = ['open'];
      },
      '200.state: no longer knows closed',
    ],
    [
      'where a refusal has another name',
      (c) => {
        c.components.schemas.Problem.properties.type.enum = ['/problems/b'];
      },
      'a refusal.type: no longer knows /problems/busy',
    ],
  ])('%s', (_, change, told) => {
    const found = changesAfter(change);
    expect(found.join('\n')).toContain(told);
    expect(found.length).toBeLessThanOrEqual(2);
  });

  it.each<[string, Change]>([
    ['where nothing changes', () => {}],
    [
      'where an address is new',
      (c) => {
        c.paths['/more'] = { get: { operationId: 'more', responses: {} } };
      },
    ],
    [
      'where an optional parameter is new',
      (c) => {
        operation(c).parameters.push({
          in: 'query',
          name: 'x',
          required: false,
          schema: { type: 'integer', maximum: 1 },
        });
      },
    ],
    [
      'where a request may say more',
      (c) => {
        c.paths['/books'].put.requestBody.content['application/json'].schema.properties.more = text;
      },
    ],
    [
      'where a request may be longer',
      (c) => {
        body(c).properties.note.anyOf[0]!.maxLength = 11;
      },
    ],
    [
      'where a request has another alternative',
      (c) => {
        body(c).properties.judged.oneOf.push(refTo('Claim'));
      },
    ],
    [
      'where a reply says more',
      (c) => {
        c.components.schemas.Row.properties.more = text;
      },
    ],
    [
      'where a reply has another word',
      (c) => {
        c.components.schemas.Book.properties.state.enum.push('held');
      },
    ],
    [
      'where a reply is never null any more',
      (c) => {
        c.components.schemas.Row.properties.claim = refTo('Claim');
      },
    ],
    ['where a refusal is told no more', (c) => delete c.paths['/books'].put.responses[422]],
  ])('not %s', (_, change) => {
    expect(changesAfter(change)).toEqual([]);
  });
});
