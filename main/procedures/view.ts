/** Projections to the contract; the application adds only what it alone knows. */
export { procedureIndex, procedureSummary, procedureView } from './view/procedure.ts';
export { runSummary, runView } from './view/run.ts';
