/** Version of this program and of its images. */
export const VERSION = '0.1.0';
