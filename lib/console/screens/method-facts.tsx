import type { Reply } from '../../client/index.ts';
import { filledBy } from '../counted.ts';
import type { Component } from '../cycle.ts';
import { listText } from '../format.ts';
import { say, texts } from '../language.ts';

/** Every component's rule in words. */
export type Rules = Reply<'getSchemeRules'>['items'];

interface FactsProps {
  readonly component: Component;
  readonly rules: Rules;
}

/** What the method says of a component: what is given, by whom, and how points come of it. */
export function ComponentFacts({ component, rules }: FactsProps) {
  const { method: words } = texts.value;
  const { target, unit, evidence, onSite, eligibility, lowestPoints } = component;
  const told = rules.find((each) => each.component === component.id)!;
  const targetText =
    target.kind === 'fixed' ? words.targets.fixed(`${target.value} ${say(unit)}`) : words.targets[target.kind];
  const kinds = listText(evidence.map(({ name }) => say(name)));
  return (
    <dl class="terms">
      <dt>{words.unit}</dt>
      <dd>{say(unit)}</dd>
      <dt>{words.target}</dt>
      <dd>{targetText}</dd>
      {lowestPoints !== undefined && (
        <>
          <dt>{words.lowestPoints}</dt>
          <dd>{words.points(lowestPoints)}</dd>
        </>
      )}
      {filledBy(component) !== 'nobody' && (
        <>
          <dt>{words.evidence}</dt>
          <dd>{kinds || words.noEvidence}</dd>
          <dt>{words.onSite}</dt>
          <dd>{onSite ? words.onSiteYes : words.onSiteNo}</dd>
        </>
      )}
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
        <Sentences of={told.rule} />
      </dd>
      {told.decisions.length > 0 && (
        <>
          <dt>{words.decisions}</dt>
          <dd>
            <Sentences of={told.decisions} />
          </dd>
        </>
      )}
    </dl>
  );
}

function Sentences({ of }: { readonly of: Rules[number]['rule'] }) {
  return (
    <ul>
      {of.map((sentence) => (
        <li key={sentence.zh}>{say(sentence)}</li>
      ))}
    </ul>
  );
}
