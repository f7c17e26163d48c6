const parentCheckMilliseconds = 500;

/** Ends this process with a code, after stopping what runs in it; `complaint` goes to standard error first. */
export type EndProcess = (code: number, complaint?: string) => void;

/**
 * Stops and ends with code 0 when the process is asked to end. Asking again changes nothing: a second Ctrl-C must not
 * leave the database behind. The returned function ends it for another reason.
 */
export function endOnSignals(stop: () => Promise<void>): EndProcess {
  let isEnding = false;
  const end: EndProcess = async (code, complaint) => {
    if (isEnding) return;
    isEnding = true;
    if (complaint !== undefined) console.error(`kaohe: ${complaint}`);
    await stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(0));
  if (process.env.npm_lifecycle_event === 'start') endWithParent(() => end(0));
  return end;
}

/** `npm start` stands behind a shell: asked to end, it ends the shell and never tells us. */
function endWithParent(end: () => void): void {
  const parent = process.ppid;
  const check = () => process.ppid !== parent && end();
  setInterval(check, parentCheckMilliseconds).unref();
}
