type Methods<Port> = { [Name in keyof Port]: (...given: never[]) => Promise<unknown> };

/**
 * A port whose adapter is loaded when it is first asked for something: for functions of which many invocations do
 * without it. Every method of the port answers with a promise.
 */
export function onDemand<Port extends Methods<Port>>(load: () => Promise<Port>): Port {
  let loading: Promise<Port> | undefined;
  const methodOf = (name: keyof Port) => {
    return async (...given: never[]) => {
      loading ??= load();
      const port = await loading;
      return port[name](...given);
    };
  };
  // Whoever awaits the port itself must not take it for a promise.
  return new Proxy({} as Port, { get: (_, name) => (name === 'then' ? undefined : methodOf(name as keyof Port)) });
}
