import { useEffect } from 'preact/hooks';
import { fromAddress } from '../address.ts';
import type { Component, CycleContext, Scheme } from '../cycle.ts';
import { listText } from '../format.ts';
import { language, say, texts } from '../language.ts';
import { Link } from '../link.tsx';
import { tellRule } from './method-rules.ts';

type Indicator = Scheme['categories'][number]['indicators'][number];

/** The method as it reads, clause by clause, with what settles it where it is silent; each component has its link. */
export default function MethodScreen({ cycle, scheme, components }: CycleContext) {
  const { method: words, words: common } = texts.value;
  const sought = fromAddress('component');
  useEffect(() => {
    if (sought === null) return;
    const place = document.getElementById(placeOf(sought));
    place?.scrollIntoView();
    place?.focus({ preventScroll: true });
  }, [sought]);
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
      <General scheme={scheme} />
      {scheme.categories.map((category) => (
        <section key={category.id} class="method-category">
          <h2>
            {say(category.name)} <small>{words.points(category.maxPoints)}</small>
          </h2>
          {category.indicators.map((indicator) => (
            <IndicatorClause key={indicator.id} {...{ indicator, scheme }} />
          ))}
        </section>
      ))}
    </div>
  );
}

function placeOf(component: string): string {
  return `component-${component}`;
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
  readonly scheme: Scheme;
}

function IndicatorClause({ indicator, scheme }: IndicatorProps) {
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
        <ComponentFacts component={components[0]!} scheme={scheme} />
      ) : (
        <>
          <p>{words.parts(components.length)}</p>
          {components.map((component) => (
            <section key={component.id} class="part" id={placeOf(component.id)} tabIndex={-1}>
              <h4>
                {component.id} {say(component.name)} <small>{words.points(component.fullPoints)}</small>
                <PlaceLink id={component.id} />
              </h4>
              <ComponentFacts component={component} scheme={scheme} />
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

interface FactsProps {
  readonly component: Component;
  readonly scheme: Scheme;
}

function ComponentFacts({ component, scheme }: FactsProps) {
  const { method: words } = texts.value;
  const { target, unit, evidence, onSite, eligibility } = component;
  const told = tellRule(component, scheme, words, say(unit));
  const targetText =
    target.kind === 'fixed' ? words.targets.fixed(`${target.value} ${say(unit)}`) : words.targets[target.kind];
  const kinds = listText(evidence.map(({ name }) => say(name)));
  return (
    <dl class="terms">
      <dt>{words.unit}</dt>
      <dd>{say(unit)}</dd>
      <dt>{words.target}</dt>
      <dd>{targetText}</dd>
      <dt>{words.evidence}</dt>
      <dd>{kinds || words.noEvidence}</dd>
      <dt>{words.onSite}</dt>
      <dd>{onSite ? words.onSiteYes : words.onSiteNo}</dd>
      {eligibility && (
        <>
          <dt>{words.eligibility}</dt>
          <dd>
            {say(eligibility)} <small>{words.eligibilityNote}</small>
          </dd>
        </>
      )}
      <dt>{words.rule}</dt>
      <dd>
        {told.rule.join(language.value === 'zh' ? '' : ' ')}
        <Sentences of={told.bands} />
      </dd>
      {told.silent.length > 0 && (
        <>
          <dt>{words.decisions}</dt>
          <dd>
            <Sentences of={told.silent} />
          </dd>
        </>
      )}
    </dl>
  );
}

function Sentences({ of }: { readonly of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <ul>
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
