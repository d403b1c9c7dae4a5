import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { connect } from './bridge.ts';
import { takeProgress } from './idrac/errand.ts';
import { start, useStore } from './store.ts';
import './style/tokens.css';
import './style/base.css';
import './style/controls.css';
import './style/parts.css';
import './style/shell.css';
import './style/print.css';

const stop = () => useStore.setState({ stopped: new Date().toISOString() });

try {
  const link = await connect();
  void link.closed.then(stop);
  link.bridge.subscribe('firmware.progress', (progress) => takeProgress(progress, Date.now()));
  await start(link.bridge);
} catch {
  stop();
}
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
