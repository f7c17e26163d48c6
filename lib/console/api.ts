import { signal } from '@preact/signals';
import { connect } from '../client/index.ts';
import { language } from './language.ts';
import { currentToken, hasEnded, renewSession } from './session.ts';

/** Whether the last request reached the API. */
export const isConnected = signal(true);

/** The API's routes, typed. A screen or form that nothing answers says so soon, and goes on by itself or by a button. */
export const api = connect({
  url: location.origin,
  token: async (refused) => {
    if (refused !== null || hasEnded.value) await renewSession(refused);
    return currentToken();
  },
  get language() {
    return language.value;
  },
  patienceSeconds: 2,
  tellAnswered: (isAnswered) => {
    isConnected.value = isAnswered;
  },
});
