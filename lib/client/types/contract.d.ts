import type { components, operations, paths } from '../openapi.d.ts';
/** The API's addresses and what may be asked of each, as the OpenAPI document has them. */
export type Paths = paths;
/** The contract's shapes by their names: `Shapes['Score']`. */
export type Shapes = components['schemas'];
/** What a body or an answer holds as JSON. Some answers are files, too, for those who ask for one. */
type Json<Content> = Content extends {
    content: {
        'application/json': infer Held;
    };
} ? Held : never;
type Successes<Responses> = {
    [Status in keyof Responses & (200 | 201 | 202)]: Json<Responses[Status]>;
};
/** What the API answers to a route, by the route's name: `Reply<'getRanking'>`. */
export type Reply<Name extends keyof operations> = Successes<operations[Name]['responses']> extends infer Replies ? Replies[keyof Replies] : never;
/** What the body of a route must hold. */
export type Body<Name extends keyof operations> = Json<operations[Name]['requestBody']>;
/** A refusal or a fault, as the API tells it. */
export type ProblemDetails = Shapes['Problem'];
export {};
