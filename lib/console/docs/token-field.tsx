import { useState } from 'preact/hooks';
import { texts } from './language.ts';
import { holder, isLocal, localToken, type Role, roles, token, tried } from './token.ts';

/** Where a token is put in, and on the local run taken. */
export function TokenField() {
  const { token: label, tokenHint } = texts.value;
  const type = (value: string) => {
    token.value = value.trim();
    holder.value = null;
  };
  return (
    <div class="token">
      <label class="choice">
        <span>{label}</span>
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          aria-describedby="token-hint"
          value={token.value}
          onInput={({ currentTarget }) => type(currentTarget.value)}
        />
      </label>
      {isLocal && <LocalTokens />}
      <small id="token-hint">{tokenHint}</small>
    </div>
  );
}

function LocalTokens() {
  const { tokenLocal, districtOfToken, tokenIs, tokenFailed } = texts.value;
  const [typed, setTyped] = useState<string | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const district = typed ?? tried.value.districts[0] ?? '';
  const take = async (role: Role) => {
    const given = await localToken(role, district);
    setFailed(given === null);
    if (given === null) return;
    token.value = given;
    holder.value = role === 'district' ? `${role} ${district}` : role;
  };
  return (
    <fieldset class="local-tokens">
      <legend>{tokenLocal}</legend>
      <input
        aria-label={districtOfToken}
        placeholder={districtOfToken}
        value={district}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {roles.map((role) => (
        <button key={role} type="button" class="small" onClick={() => void take(role)}>
          {texts.value.roles[role]}
        </button>
      ))}
      <span role="status">
        {hasFailed && tokenFailed}
        {!hasFailed && holder.value && tokenIs(holder.value)}
      </span>
    </fieldset>
  );
}
