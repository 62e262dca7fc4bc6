/** Thrown for what a person can mend; shown without a stack. */
export class LabError extends Error {}
