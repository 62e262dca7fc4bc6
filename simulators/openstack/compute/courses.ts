/** How long Nova's asynchronous acts take, in recorded seconds. */
export const SECONDS = {
  scheduling: 0.5,
  networking: 1.8,
  building: 6,
  booting: 65,
  attaching: 1.2,
  detaching: 0.5,
  rollBack: 201,
  deleted: 3,
  deletedShown: 0.5,
  image: 2,
  stop: 8,
};
