import { useState } from 'preact/hooks';
import {
  type ConnectionLost,
  type GivenTable,
  giveTable,
  type ImportReport,
  importTable,
  type Problem,
} from '../client/index.ts';
import { AnswerFiles } from './answer-files.tsx';
import { api } from './api.ts';
import { texts } from './language.ts';
import { Fault, Scrolled } from './parts.tsx';

interface ImportPanelProps {
  readonly cycle: string;
  readonly kind: 'claims' | 'targets';
  /** Called once rows have been written. */
  readonly done: () => void;
}

/** A table to fill in, and the filled one taken back: what would come of it is shown row by row before it is written. */
export function ImportPanel({ cycle, kind, done }: ImportPanelProps) {
  const { imports: words } = texts.value;
  const [table, setTable] = useState<GivenTable | null>(null);
  const [report, setReport] = useState<ImportReport | null>(null);
  const [fault, setFault] = useState<Problem | ConnectionLost | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (given: GivenTable, isTried: boolean) => {
    setBusy(true);
    setFault(null);
    setReport(null);
    try {
      const ready = isTried ? await giveTable(api, cycle, given as Blob) : given;
      setTable(ready);
      setReport(await importTable(api, cycle, ready, { isTried }));
      if (!isTried) done();
    } catch (met) {
      setFault(met as Problem | ConnectionLost);
    }
    setBusy(false);
  };
  const choose = (given: File | null) => {
    setReport(null);
    if (given) void send(typed(given), true);
  };
  const mayWrite = report?.dryRun && report.refused.length === 0 && report.accepted.length > 0;
  return (
    <details class="import">
      <summary>{words.heading}</summary>
      <p>{words.lead[kind]}</p>
      <p class="actions">
        <AnswerFiles label={words.template} ask={(format) => template(cycle, kind, format)} />
      </p>
      <label>
        {words.file}{' '}
        <input
          type="file"
          accept=".xlsx,.csv"
          disabled={isBusy}
          onChange={({ currentTarget }) => choose(currentTarget.files?.[0] ?? null)}
        />
      </label>
      <div role="status">{isBusy ? words.busy : report && <Findings {...report} />}</div>
      <Fault fault={fault} />
      {mayWrite && (
        <button type="button" class="primary" disabled={isBusy} onClick={() => void send(table!, false)}>
          {words.write(report.accepted.length)}
        </button>
      )}
    </details>
  );
}

function template(cycle: string, kind: ImportPanelProps['kind'], format: 'xlsx' | 'csv') {
  const params = { path: { cycle }, query: { kind, format } };
  return api.GET('/v1/cycles/{cycle}/import-template', { params, parseAs: 'blob' });
}

const types = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;

/** Under the type that its name says: browsers name types by what is installed. */
function typed(file: File): Blob {
  return file.slice(0, file.size, types[file.name.toLowerCase().endsWith('.csv') ? 'csv' : 'xlsx']);
}

function Findings({ dryRun, accepted, unchanged, changedOnReading, refused }: ImportReport) {
  const { imports: words } = texts.value;
  return (
    <>
      <p>{words.outcome(dryRun, accepted.length, unchanged.length, refused.length)}</p>
      {refused.length > 0 && (
        <Rows
          caption={words.refused}
          columns={[words.row, words.column, words.why]}
          rows={refused.map(({ row, column, message }) => [String(row), column, message])}
        />
      )}
      {changedOnReading.length > 0 && (
        <Rows
          caption={words.changed}
          columns={[words.row, words.column, words.from, words.to]}
          rows={changedOnReading.map(({ row, column, from, to }) => [String(row), column, from, to])}
        />
      )}
    </>
  );
}

interface RowsProps {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function Rows({ caption, columns, rows }: RowsProps) {
  return (
    <Scrolled label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, index) => (
            // The rows of one answer never change their places.
            <tr key={index}>
              {cells.map((cell, at) => (
                <td key={columns[at]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}
