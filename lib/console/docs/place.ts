import { signal } from '@preact/signals';

const read = () => decodeURIComponent(location.hash.slice(1)) || 'overview';

/** What of the page is shown: an operation by its name, `overview`, or the example `walk`. */
export const place = signal(read());

addEventListener('hashchange', () => {
  // To skip to the content is to stay.
  if (location.hash !== '#content') place.value = read();
});
