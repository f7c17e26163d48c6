import { useEffect, useRef, useState } from 'preact/hooks';

/** A value that moves often, no more often than once in so many milliseconds; its last state is never left out. */
export function useCalm<T>(value: T, milliseconds: number): T {
  const [calm, setCalm] = useState(value);
  const movedAt = useRef(0);
  useEffect(() => {
    if (value === calm) return;
    const wait = Math.max(0, movedAt.current + milliseconds - Date.now());
    const timer = setTimeout(() => {
      movedAt.current = Date.now();
      setCalm(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, calm]);
  return calm;
}
