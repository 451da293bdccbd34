/** Pixels of a review to come: as reviews are, beyond the foot of most screens, so that nothing in sight moves when it comes. */
export const REVIEW_HEIGHT = 1000;
