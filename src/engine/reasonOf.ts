const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full; make room there, or name a file on another disk',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file is as large as files may be here (ulimit -f)',
  ELOOP: 'its links go round in a circle',
  ENAMETOOLONG: 'its name is too long',
  EPIPE: 'whoever read it has gone',
};

/** Why the system could not do something with a file, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message ?? String(error);
}
