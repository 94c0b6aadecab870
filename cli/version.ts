/** Version of this program, and of the images that belong to it. */
export const VERSION = '0.1.0';
