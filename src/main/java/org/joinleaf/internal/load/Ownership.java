package org.joinleaf.internal.load;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who else can put something in the place of a file: by POSIX modes, or by the access control lists of Windows. */
final class Ownership {
    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The rights on a folder that let a user replace what another user has put there. */
    private static final Set<AclEntryPermission> REARRANGING = EnumSet.of(AclEntryPermission.DELETE_CHILD,
            AclEntryPermission.WRITE_ACL, AclEntryPermission.WRITE_OWNER);
    /** The rights to change a file, or the content of a folder. */
    private static final Set<AclEntryPermission> WRITING = EnumSet.of(AclEntryPermission.WRITE_DATA,
            AclEntryPermission.APPEND_DATA, AclEntryPermission.DELETE, AclEntryPermission.DELETE_CHILD,
            AclEntryPermission.WRITE_ACL, AclEntryPermission.WRITE_OWNER);

    private Ownership() {
    }

    /**
     * Whether another user may rename what lies in the folder, or one of the folders above it: because others may write to
     * one of them and it has no sticky bit, or because it belongs to another user. False if the system does not tell, or if
     * there is no such folder: then using it fails anyway.
     */
    static boolean openToOthers(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (aclOf(real) != null) {
                return allowedToStrangers(real, REARRANGING);
            }
            int self = self();
            for (Path each = real; each != null; each = each.getParent()) {
                int mode = (Integer) Files.getAttribute(each, "unix:mode");
                int owner = (Integer) Files.getAttribute(each, "unix:uid");
                if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0 || owner != ROOT && owner != self) {
                    return true;
                }
            }
            return false;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /**
     * Whether the file, or the link itself, belongs to this user. On Windows: whether only those users may replace it who may
     * also write to this user's home folder.
     */
    static boolean isOwn(Path file) {
        try {
            if (aclOf(file) != null) {
                return !Files.isSymbolicLink(file) && !allowedToStrangers(file, WRITING);
            }
            return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) == self();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static AclFileAttributeView aclOf(Path file) {
        return Files.getFileAttributeView(file, AclFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Makes a folder with a name that nobody can guess, closed to other users from the start. (Files.createTempDirectory
     * fails, in every folder, if java.io.tmpdir has characters that this JVM cannot express.)
     */
    static Path createFolder(Path parent, String prefix) throws IOException {
        FileAttribute<?>[] closed = closedToOthers(parent);
        while (true) {
            try {
                return Files.createDirectory(parent.resolve(prefix + Long.toUnsignedString(RANDOM.nextLong())), closed);
            } catch (FileAlreadyExistsException e) {
                continue; // another try has another name
            }
        }
    }

    private static FileAttribute<?>[] closedToOthers(Path parent) throws IOException {
        if (aclOf(parent) != null) {
            if (!Files.exists(home())) {
                return new FileAttribute<?>[0]; // an account without one: the parent's list is handed down
            }
            List<AclEntry> acl = aclOf(home()).getAcl();
            return new FileAttribute<?>[] {new FileAttribute<List<AclEntry>>() {
                @Override
                public String name() {
                    return "acl:acl";
                }

                @Override
                public List<AclEntry> value() {
                    return acl;
                }
            }};
        }
        return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"));
    }

    /**
     * Whether the permissions are given to somebody who may not write to this user's home folder. That is how the system's
     * own accounts are recognised: their names are translated, and Java does not tell their numbers.
     */
    private static boolean allowedToStrangers(Path file, Set<AclEntryPermission> permissions) throws IOException {
        Set<UserPrincipal> trusted = allowed(home(), WRITING);
        trusted.add(aclOf(home()).getOwner());
        Set<UserPrincipal> strangers = allowed(file, permissions);
        strangers.removeAll(trusted);
        return !strangers.isEmpty();
    }

    private static Set<UserPrincipal> allowed(Path file, Set<AclEntryPermission> permissions) throws IOException {
        Set<UserPrincipal> principals = new HashSet<>();
        for (AclEntry entry : aclOf(file).getAcl()) {
            if (entry.type() == AclEntryType.ALLOW && !entry.flags().contains(AclEntryFlag.INHERIT_ONLY)
                    && entry.permissions().stream().anyMatch(permissions::contains)) {
                principals.add(entry.principal());
            }
        }
        return principals;
    }

    private static int self() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
