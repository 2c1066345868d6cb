/** Why the system could not do something with a file, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'ENOTDIR':
      return 'a part of its path is not a folder';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'the disk is full; make room there, or name a file on another disk';
    case 'ELOOP':
      return 'its links go round in a circle';
    case 'ENAMETOOLONG':
      return 'its name is too long';
    default:
      return message ?? String(error);
  }
}
