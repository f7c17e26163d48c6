import '@preact/signals';
import { render } from 'preact';
import { Console, loadScreen } from './console.tsx';
import { beginSession } from './session.ts';

void loadScreen();
await beginSession();
render(<Console />, document.getElementById('console')!);
