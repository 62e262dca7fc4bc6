/** How long Nova's acts take that no recording timed, in seconds: measured by hand. */
export const SECONDS = {
  /** From ACTIVE to the host keys on the console. */
  booting: 65,
  image: 2,
  /** Beside the time that the image gives its guest to shut down. */
  stop: 2,
};
