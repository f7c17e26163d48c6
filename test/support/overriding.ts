/** The same store with some methods replaced. */
export function overriding<T extends object>(store: T, methods: Partial<T>): T {
  return new Proxy(store, {
    get: (target, name) => {
      if (name in methods) return methods[name as keyof T];
      const found = target[name as keyof T];
      return typeof found === 'function' ? found.bind(target) : found;
    },
  });
}
