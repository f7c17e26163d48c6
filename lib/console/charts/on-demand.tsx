import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';

interface OnDemandProps<P> {
  readonly summary: string;
  readonly load: () => Promise<{ readonly default: ComponentType<P> }>;
  readonly props: P;
}

/** Something that is read and shown when it is unfolded. */
export function OnDemand<P extends object>({ summary, load, props }: OnDemandProps<P>) {
  const [isOpen, setOpen] = useState(false);
  const [loaded, setLoaded] = useState<{ readonly Shown: ComponentType<P> } | null>(null);
  const unfold = (open: boolean) => {
    setOpen(open);
    if (open && !loaded) void load().then(({ default: Shown }) => setLoaded({ Shown }));
  };
  return (
    <details class="on-demand" onToggle={({ currentTarget }) => unfold(currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen && loaded && <loaded.Shown {...props} />}
    </details>
  );
}
