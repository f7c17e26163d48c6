import type { Cycle } from './cycle.ts';
import { say, texts } from './language.ts';
import { Choice } from './parts.tsx';
import { becomeLocal, hasSignIn, isLocal, localName, localPersons, person, signIn, signInBeside } from './session.ts';

/** Who sits here; on the local run a choice of everybody. */
export function PersonChoice({ districts }: Pick<Cycle, 'districts'>) {
  const { shell } = texts.value;
  const { role, subject } = person.value!;
  if (!isLocal)
    return (
      <span class="person">
        {shell.roles[role]} {subject}
      </span>
    );
  const options = [
    ...localPersons.map((name) => [name, shell.persons[name]] as const),
    ...districts.map(({ id, name }) => [`district:${id}`, say(name)] as const),
  ];
  const value = localName(person.value!);
  const known = options.some(([name]) => name === value) ? options : [...options, [value, value] as const];
  return (
    <span class="person" title={shell.anyone}>
      <Choice label={shell.person} value={value} options={known} choose={(name) => void becomeLocal(name)} />
      <small>{shell.anyone}</small>
    </span>
  );
}

/** Asks to sign in. Where something was open before, in a window of its own: nothing typed is lost. */
export function SignIn() {
  const { shell } = texts.value;
  return (
    <main id="content" class="sign-in">
      <h1>{shell.title}</h1>
      <p>{hasSignIn ? shell.signInNeeded : shell.noSignIn}</p>
      {hasSignIn && (
        <button type="button" class="primary" onClick={() => void signIn()}>
          {shell.signIn}
        </button>
      )}
    </main>
  );
}

/** The same over an open screen, which stays as it is below. */
export function SignInAgain() {
  const { shell } = texts.value;
  return (
    <p class="banner lost" role="alert">
      {shell.signInAgain}{' '}
      <button type="button" onClick={() => void signInBeside()}>
        {shell.signIn}
      </button>
    </p>
  );
}
