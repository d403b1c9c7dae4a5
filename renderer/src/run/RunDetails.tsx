import { memo, type ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { PictureChoice } from '../pictures/PictureChoice.tsx';
import { PictureList } from '../pictures/PictureList.tsx';
import { useStore } from '../store.ts';
import { AboutRun } from './AboutRun.tsx';
import { FactList } from './FactList.tsx';
import { RecordForm } from './RecordForm.tsx';
import { StepList } from './StepList.tsx';

/** What the page is about reads the run itself: tabs that are drawn again look through their whole panel for a focus. */
function OfRun({ children }: { children: (run: RunView) => ReactNode }) {
  const run = useStore((s) => s.run?.view);
  return run ? children(run) : null;
}

/** Everything about the run that is not to be done now. `kept` grows with each picture that is kept. */
export const RunDetails = memo(function RunDetails(props: { kept: number; onPicture: (file: File) => void }) {
  const { kept, onPicture } = props;
  const t = useT();
  return (
    <Tabs>
      <TabList className="tabs" aria-label={t('run.details')}>
        <Tab id="steps" className="tab">
          {t('run.steps')}
        </Tab>
        <Tab id="facts" className="tab">
          {t('run.evidence')}
        </Tab>
        <Tab id="record" className="tab">
          {t('run.record')}
        </Tab>
        <Tab id="about" className="tab">
          {t('run.about')}
        </Tab>
      </TabList>
      <TabPanel id="steps" className="tab-panel">
        <OfRun>{({ steps }) => <StepList steps={steps} />}</OfRun>
      </TabPanel>
      <TabPanel id="facts" className="tab-panel">
        <OfRun>
          {({ id, facts, status }) => (
            <div className="stack">
              <FactList facts={facts} />
              <h2>{t('picture.all')}</h2>
              {status === 'open' && <PictureChoice onTake={onPicture} />}
              <PictureList runId={id} kept={kept} />
            </div>
          )}
        </OfRun>
      </TabPanel>
      <TabPanel id="record" className="tab-panel">
        <OfRun>{(run) => <RecordForm run={run} />}</OfRun>
      </TabPanel>
      <TabPanel id="about" className="tab-panel">
        <OfRun>{(run) => <AboutRun run={run} />}</OfRun>
      </TabPanel>
    </Tabs>
  );
});
