// A row that no public report was found for, but a page of the vendor's.

/** @param path below the pages of the Messages API, such as `api/errors` */
export function vendorPage(path: string): string {
  return `no public report found; https://platform.claude.com/docs/en/${path}`;
}
