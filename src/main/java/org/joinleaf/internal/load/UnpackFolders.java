package org.joinleaf.internal.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the jar's library may be unpacked. Folders in which another user could put something else in its place come
 * last: one that others may write to, without the sticky bit (a container's mounted temporary folder may be such a one,
 * and the only one), or with such a folder above it.
 */
public final class UnpackFolders {
    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;

    private UnpackFolders() {
    }

    /** The folders, best first. */
    public static List<Path> list() {
        Set<Path> folders = new LinkedHashSet<>();
        add(folders, System.getProperty("java.io.tmpdir"), "");
        add(folders, System.getenv("XDG_CACHE_HOME"), "");
        add(folders, System.getenv("LOCALAPPDATA"), "");
        add(folders, System.getProperty("user.home"), ".cache");
        add(folders, System.getProperty("user.home"), "");
        add(folders, System.getProperty("user.dir"), "");
        List<Path> ordered = new ArrayList<>(folders.stream().filter(folder -> !openToOthers(folder)).toList());
        folders.stream().filter(UnpackFolders::openToOthers).forEach(ordered::add);
        return ordered;
    }

    private static void add(Set<Path> folders, String folder, String below) {
        if (folder != null && !folder.isBlank() && (below.isEmpty() || Files.isDirectory(Path.of(folder, below)))) {
            folders.add(Path.of(folder, below).toAbsolutePath().normalize());
        }
    }

    /** Whether another user may rename what lies in the folder; false where the system has no such modes. */
    public static boolean openToOthers(Path folder) {
        try {
            int self = self();
            Path real = folder.toRealPath();
            for (Path each = real; each != null; each = each.getParent()) {
                int mode = (Integer) Files.getAttribute(each, "unix:mode");
                int owner = (Integer) Files.getAttribute(each, "unix:uid");
                if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0 || owner != ROOT && owner != self) {
                    return true;
                }
            }
            return false;
        } catch (IOException | RuntimeException e) {
            return false; // not there, or not Linux: using it will tell
        }
    }

    /** Whether the file, or the link itself, is this user's; true where the system has no such owners. */
    public static boolean isOwn(Path file) {
        try {
            return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) == self();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int self() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
