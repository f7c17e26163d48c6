import { type ArazzoDocument, arazzoDocument } from './arazzo-document.ts';
import { type AsyncApiDocument, asyncApiDocument } from './asyncapi-document.ts';
import { type OpenApiDocument, openApiDocument } from './openapi-document.ts';
import { type PostmanCollection, postmanCollection } from './postman-collection.ts';
import type { Route } from './route.ts';

/** The contract as its readers get it. */
export interface ShownContract {
  readonly openApi: OpenApiDocument;
  readonly asyncApi: AsyncApiDocument;
  readonly arazzo: ArazzoDocument;
  readonly postman: PostmanCollection;
}

/** Makes the documents of all routes. It takes all stories along: a function is given what was made before. */
export function showContract(routes: readonly Route[]): ShownContract {
  const openApi = openApiDocument(routes);
  return { openApi, asyncApi: asyncApiDocument(), arazzo: arazzoDocument(), postman: postmanCollection(openApi) };
}
