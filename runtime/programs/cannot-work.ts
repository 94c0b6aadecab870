/** This agent cannot work, nor could a replacement. */
export class CannotWork extends Error {}
