/** What answered when a model was asked for, and when it was first and last seen to. */
export interface ServedModel {
  readonly provider: string;
  readonly requested: string;
  readonly served: string;
  readonly firstAt: Date;
  readonly lastAt: Date;
}
