import { useRef, useState } from 'preact/hooks';
import { ConnectionLost, Problem } from '../client/index.ts';

/** A write of a form, as far as it has come. */
export interface Write {
  readonly isSending: boolean;
  /** Why it was refused, or that nothing answered; `null` where neither is so. */
  readonly fault: Problem | ConnectionLost | null;
  /**
   * Sends, with a key that stays the same until the write has been answered: what was cut off is sent again and counts
   * once. `content` is what would be another write. Gives whether it was carried out.
   */
  readonly send: (
    content: unknown,
    write: (headers: { 'Idempotency-Key': string }) => Promise<void>,
  ) => Promise<boolean>;
  readonly forget: () => void;
}

/** Sends what a form holds. What is typed stays in the form whatever comes of it. */
export function useWrite(): Write {
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<Write['fault']>(null);
  const open = useRef<{ readonly content: string; readonly key: string } | null>(null);
  const send: Write['send'] = async (content, write) => {
    const text = JSON.stringify(content);
    if (open.current?.content !== text) open.current = { content: text, key: crypto.randomUUID() };
    setSending(true);
    setFault(null);
    try {
      await write({ 'Idempotency-Key': open.current.key });
      open.current = null;
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Problem || thrown instanceof ConnectionLost)) throw thrown;
      // After a fault, as after silence, it may have been carried out: only a refusal says that it was not.
      if (thrown instanceof Problem && thrown.details.status < 500) open.current = null;
      setFault(thrown);
      return false;
    } finally {
      setSending(false);
    }
  };
  return { isSending, fault, send, forget: () => setFault(null) };
}
