export function RunClock() {
  return null;
}
