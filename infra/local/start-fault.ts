/** The local run cannot start. The message is one line that says what is wrong and what to do about it. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}
