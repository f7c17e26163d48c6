import type { ComponentChildren } from 'preact';
import { type AddressChange, addressWith, goTo } from './address.ts';

interface LinkProps {
  readonly to: AddressChange;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly current?: boolean;
  readonly label?: string;
}

/** A link to this page with another address: followed without a reload, opened in a new tab as any link. */
export function Link({ to, children, current, label, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a {...rest} href={addressWith(to)} onClick={follow} aria-current={current ? 'page' : undefined} aria-label={label}>
      {children}
    </a>
  );
}
