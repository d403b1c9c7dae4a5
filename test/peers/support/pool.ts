/** Runs all jobs, each worker one at a time, and returns the results in the order of the jobs. */
export async function pool<Worker, Job, Answer>(
  workers: readonly Worker[],
  jobs: readonly Job[],
  run: (worker: Worker, job: Job) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const queue = jobs.entries();
  const drainQueue = async (worker: Worker) => {
    for (const [index, job] of queue) answers[index] = await run(worker, job);
  };
  await Promise.all(workers.map(drainQueue));
  return answers;
}
