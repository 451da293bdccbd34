/** Tells password managers whose password a form is about. It is neither shown nor sent; empty where the page does not know. */
export function AccountName({ email }: { readonly email: string }) {
  return <input type="text" autoComplete="username" defaultValue={email} hidden readOnly />;
}
