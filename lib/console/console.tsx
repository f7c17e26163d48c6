import { useEffect, useRef, useState } from 'preact/hooks';
import { fromAddress, goTo } from './address.ts';
import { isConnected } from './api.ts';
import { type CycleContext, cyclesOpened, readCycle, readCycles } from './cycle.ts';
import { language, speak, texts } from './language.ts';
import { Link } from './link.tsx';
import { useFeed, useLooks, version } from './live.ts';
import { Choice, Read } from './parts.tsx';
import { PersonChoice, SignIn, SignInAgain } from './person.tsx';
import { useResource } from './resource.ts';
import { type Screen, type ScreenName, screens } from './screens.ts';
import { hasEnded, person } from './session.ts';

/** The whole console: head, navigation and the screen that the address names. */
export function Console() {
  const { shell } = texts.value;
  useEffect(() => {
    speak(language.value);
    document.title = `${shell.views[screenName()]} · ${shell.title} Kaohe`;
  });
  return (
    <>
      <a class="skip" href="#content">
        {shell.skip}
      </a>
      {!isConnected.value && (
        <p class="banner lost" role="status">
          {shell.connectionLost}
        </p>
      )}
      {hasEnded.value && <SignInAgain />}
      {person.value ? <SignedIn /> : <SignIn />}
    </>
  );
}

/** The screen that the address names; the ranking where it names none. */
function screenName(): ScreenName {
  const named = fromAddress('view') as ScreenName | null;
  return named && screens[named] ? named : 'ranking';
}

function SignedIn() {
  const cycles = useResource(readCycles, ['cycles', person.value?.subject], cyclesOpened.value);
  const chosen = fromAddress('cycle');
  // Without a choice the cycle that is still open, the latest year first.
  const byYear = [...(cycles.value ?? [])].sort((a, b) => b.year - a.year);
  const id = chosen ?? (byYear.find(({ state }) => state !== 'finalized') ?? byYear[0])?.id ?? null;
  const context = useResource(
    async (signal) => {
      if (id === null) return null;
      const opened = await readCycle(id, signal, cycles.value?.find((cycle) => cycle.id === id)?.scheme);
      version.value = opened.ranking.version;
      return opened;
    },
    ['cycle', id, person.value?.subject],
  );
  useFeed(context.value ? id : null, context.value?.cycle.epoch, context.reload);
  useLooks(context.value?.cycle, context.reload);
  const { shell } = texts.value;
  return (
    <>
      <header>
        <strong class="title">{shell.title}</strong>
        {id !== null && (
          <Choice
            label={shell.cycle}
            value={id}
            options={byYear.map((cycle) => [cycle.id, `${cycle.year} · ${cycle.id}`])}
            choose={(cycle) => goTo({ cycle })}
          />
        )}
        <PersonChoice districts={context.value?.cycle.districts ?? []} />
        <button type="button" class="language" onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
          {language.value === 'zh' ? 'English' : '中文'}
        </button>
      </header>
      <Navigation />
      <main id="content">
        {id === null && cycles.value ? (
          <Opened context={null} />
        ) : (
          <Read from={context}>{(value) => <Opened context={{ ...value, reload: context.reload }} />}</Read>
        )}
      </main>
    </>
  );
}

function Navigation() {
  const { shell } = texts.value;
  const current = screenName();
  const bar = useRef<HTMLElement>(null);
  // On a phone the bar is wider than the screen.
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  const open = (Object.keys(screens) as ScreenName[]).filter((name) =>
    screens[name]!.roles.includes(person.value!.role),
  );
  return (
    <nav ref={bar} aria-label={shell.navigation}>
      {open.map((name) => (
        <Link key={name} to={{ view: name }} current={name === current}>
          {shell.views[name]}
        </Link>
      ))}
    </nav>
  );
}

const loaded = new Map<ScreenName, Screen>();

/** Reads the screen that the address names. Done before anything else: who sits here is asked meanwhile. */
export async function loadScreen(name = screenName()): Promise<void> {
  if (!loaded.has(name)) loaded.set(name, (await screens[name]!.load()).default);
}

/** The screen, read when it is first opened. Where there is no cycle yet, there is only the one that opens the first. */
function Opened({ context }: { readonly context: CycleContext | null }) {
  const name = screenName();
  const entry = screens[name]!;
  const [, setLoaded] = useState(0);
  const Shown = loaded.get(name);
  useEffect(() => {
    if (!loaded.has(name)) void loadScreen(name).then(() => setLoaded((count) => count + 1));
  });
  if (!entry.roles.includes(person.value!.role)) return <p>{texts.value.shell.notYours}</p>;
  if (!context && name !== 'cycles')
    return (
      <p>
        {texts.value.shell.noCycles} <Link to={{ view: 'cycles' }}>{texts.value.shell.views.cycles}</Link>
      </p>
    );
  // A screen keeps nothing of another person's or cycle's.
  const key = `${name} ${context?.cycle.id} ${person.value!.subject}`;
  return Shown ? <Shown key={key} {...(context as CycleContext)} /> : null;
}
