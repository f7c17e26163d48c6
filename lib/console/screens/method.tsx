import { useEffect } from 'preact/hooks';
import { tell } from '../../client/index.ts';
import { fromAddress } from '../address.ts';
import { api } from '../api.ts';
import type { CycleContext, Scheme } from '../cycle.ts';
import { say, texts } from '../language.ts';
import { Link } from '../link.tsx';
import { Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { ComponentFacts, type Rules } from './method-facts.tsx';
import { Grades } from './method-grades.tsx';

type Indicator = Scheme['categories'][number]['indicators'][number];

/** The method as it reads, clause by clause, with what settles it where it is silent; each component has its link. */
export default function MethodScreen({ cycle, scheme, components }: CycleContext) {
  const { method: words, words: common } = texts.value;
  const rules = useResource(readRules(scheme.id), ['rules', scheme.id]);
  const indicators = scheme.categories.flatMap((category) => category.indicators);
  return (
    <div class="method">
      <h1>{say(scheme.title)}</h1>
      <p>{words.about(scheme.maxPoints, indicators.length, components.length)}</p>
      <p class="actions">
        <button type="button" onClick={() => print()}>
          {common.print}
        </button>
      </p>
      <dl class="terms">
        <dt>{words.source}</dt>
        <dd lang="zh-CN">{scheme.source}</dd>
        <dt>{words.document}</dt>
        <dd>{scheme.id}</dd>
        <dt>{words.hash}</dt>
        <dd>
          <code>{cycle.schemeHash}</code>
        </dd>
      </dl>
      <Contents scheme={scheme} />
      <Grades scheme={scheme} />
      <General scheme={scheme} />
      <Read from={rules}>{(all) => <Clauses {...{ scheme }} rules={all} />}</Read>
    </div>
  );
}

function readRules(scheme: string) {
  return async (signal: AbortSignal): Promise<Rules> => {
    const params = { path: { scheme } };
    return (await tell(api.GET('/v1/schemes/{scheme}/rules', { params, signal }))).items;
  };
}

function placeOf(component: string): string {
  return `component-${component}`;
}

/** All clauses; the one that the address names comes into view once they are there. */
function Clauses({ scheme, rules }: { readonly scheme: Scheme; readonly rules: Rules }) {
  const { method: words } = texts.value;
  const sought = fromAddress('component');
  useEffect(() => {
    if (sought === null) return;
    const place = document.getElementById(placeOf(sought));
    place?.scrollIntoView();
    place?.focus({ preventScroll: true });
  }, [sought]);
  return (
    <>
      {scheme.categories.map((category) => (
        <section key={category.id} class="method-category">
          <h2>
            {say(category.name)} <small>{words.points(category.maxPoints)}</small>
          </h2>
          {category.onTop && <p>{words.onTop}</p>}
          {category.indicators.map((indicator) => (
            <IndicatorClause key={indicator.id} {...{ indicator, rules }} />
          ))}
        </section>
      ))}
    </>
  );
}

function Contents({ scheme }: { readonly scheme: Scheme }) {
  const { method: words } = texts.value;
  return (
    <details class="contents">
      <summary>{words.contents}</summary>
      <ul>
        {scheme.categories.map((category) => (
          <li key={category.id}>
            {say(category.name)}
            <ul>
              {category.indicators.flatMap(({ components }) =>
                components.map(({ id, name }) => (
                  <li key={id}>
                    <Link to={{ component: id }}>
                      {id} {say(name)}
                    </Link>
                  </li>
                )),
              )}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}

function General({ scheme }: { readonly scheme: Scheme }) {
  const { general } = texts.value.method;
  return (
    <section class="general">
      <h2>{general.heading}</h2>
      <p>{general.intro}</p>
      <ul>
        {[general.bases, general.rounding(scheme.rounding), general.states, general.ranks].map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

interface IndicatorProps {
  readonly indicator: Indicator;
  readonly rules: Rules;
}

function IndicatorClause({ indicator, rules }: IndicatorProps) {
  const { method: words } = texts.value;
  const { id, name, clause, checkedOn, maxPoints, components } = indicator;
  const isOne = components.length === 1 && components[0]!.id === id;
  return (
    <article class="clause" id={isOne ? placeOf(components[0]!.id) : undefined} tabIndex={isOne ? -1 : undefined}>
      <h3>
        {words.indicator(id)} {say(name)} <small>{words.points(maxPoints)}</small>
        {isOne && <PlaceLink id={components[0]!.id} />}
      </h3>
      <dl class="terms">
        <dt>{words.clause}</dt>
        <dd lang="zh-CN">{clause}</dd>
        {checkedOn !== undefined && (
          <>
            <dt>{words.checkedOn}</dt>
            <dd lang="zh-CN">{checkedOn}</dd>
          </>
        )}
      </dl>
      {isOne ? (
        <ComponentFacts component={components[0]!} rules={rules} />
      ) : (
        <>
          <p>{words.parts(components.length)}</p>
          {components.map((component) => (
            <section key={component.id} class="part" id={placeOf(component.id)} tabIndex={-1}>
              <h4>
                {component.id} {say(component.name)} <small>{words.points(component.fullPoints)}</small>
                <PlaceLink id={component.id} />
              </h4>
              <ComponentFacts component={component} rules={rules} />
            </section>
          ))}
        </>
      )}
    </article>
  );
}

function PlaceLink({ id }: { readonly id: string }) {
  return (
    <Link to={{ component: id }} class="place" label={texts.value.method.link(id)}>
      #
    </Link>
  );
}
