/** This agent cannot work, and neither can one in its place. */
export class CannotWork extends Error {}
