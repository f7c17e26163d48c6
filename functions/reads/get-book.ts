import * as z from 'zod';
import {
  type BookComponent,
  componentOf,
  gateStates,
  inputsOf,
  isStale,
  notApplicable,
} from '../../lib/domain/book.ts';
import { warningsOf } from '../../lib/domain/completeness.ts';
import { named } from '../../lib/domain/named.ts';
import { stateOf } from '../../lib/domain/scoring/state.ts';
import { citedWarningsReply, evidenceBinding, onSiteReply, showCitedWarnings } from '../contract/evidence-reply.ts';
import type { Route } from '../contract/route.ts';
import { instantText, quantityReply, revisionSchema, stateSchema } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const gateState = named('GateState', () => z.enum(gateStates));

const claimReply = named('Claim', () =>
  z.strictObject({
    value: quantityReply(),
    revision: revisionSchema(),
    returned: z.boolean(),
    evidence: z.array(z.string()),
    warnings: citedWarningsReply(),
    note: z.string().nullable(),
    at: instantText(),
    by: z.string(),
  }),
);

const verificationReply = named('Verification', () =>
  z.strictObject({
    value: quantityReply(),
    claimRevision: revisionSchema().meta({
      description:
        'The claim that was judged; 0 for a value that an assessor recorded. 所核定的申报的修订号；考核人员录入的数值为 0。',
    }),
    deduction: quantityReply().nullable(),
    target: quantityReply()
      .nullable()
      .meta({ description: 'The target that was in force when the claim was judged. 核定该项申报时有效的任务数。' }),
    evidence: z.array(evidenceBinding()),
    onSite: onSiteReply().nullable(),
    stale: z.boolean().meta({
      description:
        'The claim, its target or its files have changed since it was judged. 核定之后，申报、任务数或佐证材料又有变动。',
    }),
    at: instantText(),
    by: z.string(),
    reason: z.string(),
  }),
);

const targetWords =
  'The target in force, or `not-applicable` where the component does not apply to the district. 有效的任务数；此项不适用于该区县的，为 `not-applicable`。';

const componentReply = named('BookComponent', () =>
  z.strictObject({
    component: z.string(),
    target: quantityReply().nullable().meta({ description: targetWords }),
    state: stateSchema(),
    claim: claimReply().nullable(),
    verification: verificationReply().nullable(),
  }),
);

const route = {
  name: 'getBook',
  method: 'GET',
  path: '/v1/cycles/{cycle}/districts/{district}/book',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取区县台账', en: "Read a district's book" },
  needs: ['rules', 'book'],
  reply: {
    status: 200,
    schema: named('Book', () =>
      z.strictObject({
        cycle: z.string(),
        district: z.string(),
        revision: revisionSchema(),
        gate: gateState().meta({ description: 'Whether the portal may still write. 门户是否还能写入。' }),
        components: z.array(componentReply()),
      }),
    ),
    tag: 'revision',
  },
} as const satisfies Route;

/** Everything a district has handed in and assessors have judged, in the scheme's order. */
async function getBook(_: Dependencies, { path, rules, book, receivedAt }: RequestOf<typeof route>) {
  const { head } = book;
  const inputs = inputsOf(rules.scheme, book.components);
  const components = rules.scheme.components.map((component, index) => {
    const stored = componentOf(book, component.id);
    const own = inputs[index]!;
    return {
      component: component.id,
      target: own.applies ? (own.target?.text ?? null) : notApplicable,
      state: stateOf(rules.scheme, component, inputs, 'claimed'),
      claim: showClaim(stored),
      verification: showVerification(stored),
    };
  });
  const gate = head.portalGate === 'open' && receivedAt < head.closesAt ? 'open' : 'closed';
  return { cycle: path.cycle, district: path.district, revision: head.revision, gate, components } as const;
}

function showClaim({ claim }: BookComponent) {
  const warnings = showCitedWarnings(warningsOf({ claim }));
  return claim && { ...claim, evidence: claim.evidence.map(({ id }) => id), warnings };
}

function showVerification(component: BookComponent) {
  const { verification } = component;
  return verification && { ...verification, stale: isStale(component) };
}

export const getBookEndpoint = endpoint(route, getBook);
