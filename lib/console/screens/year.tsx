import type { CycleContext } from '../cycle.ts';
import { texts } from '../language.ts';
import { person } from '../session.ts';
import { YearDates } from './year-dates.tsx';
import { YearHeld, YearPreview } from './year-preview.tsx';
import { YearReopenings } from './year-reopenings.tsx';
import { YearSealed } from './year-sealed.tsx';

/** The end of the year: dates, open points, sealing, sealed results and their correction, as far as one may see them. */
export default function YearScreen(context: CycleContext) {
  const { cycle, reload } = context;
  // A district sees no other district's open points, and no request to correct.
  const seesAll = person.value!.role !== 'district';
  return (
    <div class="year">
      <h1>{texts.value.year.heading}</h1>
      <YearDates {...{ cycle, reload }} />
      {cycle.state === 'closing' && (
        <p class="banner" role="status">
          {texts.value.year.closing}
        </p>
      )}
      <YearHeld cycle={cycle} />
      {seesAll && cycle.state !== 'finalized' && <YearPreview {...context} />}
      <YearSealed {...context} />
      {seesAll && cycle.finalRevision > 0 && <YearReopenings {...context} />}
    </div>
  );
}
