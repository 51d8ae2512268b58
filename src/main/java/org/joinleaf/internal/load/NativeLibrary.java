package org.joinleaf.internal.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.joinleaf.internal.natives.EventNatives;

/**
 * Finds and loads the native library. If the property {@code joinleaf.library} names a file, only that is tried. Else the
 * jar's copy is unpacked and loaded: into a private folder, or, where a loaded file cannot be removed, into a folder that
 * later starts use again. Any number of JVMs may do so at once. If that fails, the library path is tried.
 */
public final class NativeLibrary {
    public static final String PROPERTY = "joinleaf.library";

    private static final String NAME = "joinleaf";
    /** The package that the library looks for classes in. Tools that rename packages rename strings, too, but not this one. */
    private static final String PACKAGE = "org:joinleaf".replace(':', '.');
    private static final String UNPACKED = "jar, unpacked in ";
    private static final String FOLDER_PREFIX = "joinleaf-native-";
    /** Linux can remove a loaded file at once. */
    private static final boolean KEEPS_LOADED_FILES = Platform.isWindows();

    /** Of the last try. */
    private static LoadReport report;

    private NativeLibrary() {
    }

    /** Loads the library, unless it is loaded; fails with everything that was tried. */
    public static void load() {
        LoadReport now = report();
        if (!now.loaded()) {
            StringBuilder message = new StringBuilder("no native library of joinleaf for " + now.platform() + ":");
            for (LoadReport.Attempt attempt : now.attempts()) {
                message.append(System.lineSeparator()).append("  ").append(attempt);
            }
            if (now.attempts().stream().anyMatch(NativeLibrary::isOfTheFolder)) {
                message.append(System.lineSeparator()).append("  name a folder that can be written to and run from with "
                        + "-Djava.io.tmpdir=FOLDER, or the library itself with -D" + PROPERTY + "=FILE");
            }
            throw new UnsatisfiedLinkError(message.toString());
        }
    }

    private static boolean isOfTheFolder(LoadReport.Attempt attempt) {
        return attempt.source().startsWith(UNPACKED) && !attempt.failure().contains(IllegalCallerException.class.getSimpleName());
    }

    /**
     * Loads the library, unless it is loaded, and tells how that went. Throws nothing if it cannot be loaded. Then the next
     * call tries again: a descriptor or room on a disk may have been missing for a moment only.
     */
    public static synchronized LoadReport report() {
        if (report == null || !report.loaded()) {
            report = find(Platform.current(), System.getProperty(PROPERTY));
        }
        return report;
    }

    private static LoadReport find(String platform, String named) {
        List<LoadReport.Attempt> attempts = new ArrayList<>();
        String here = NativeLibrary.class.getPackageName().replace(".internal.load", "");
        if (!here.equals(PACKAGE)) {
            failed(attempts, "classes", "the package " + PACKAGE + " was renamed to " + here + ", where the library does not look "
                    + "for its classes: leave " + PACKAGE + " out of what is relocated");
            return new LoadReport(platform, null, attempts);
        }
        String library = named != null && !named.isBlank() ? fromFile(named, attempts) : fromJar(platform, attempts);
        if (library == null && (named == null || named.isBlank())) {
            library = fromLibraryPath(attempts);
        }
        return new LoadReport(platform, library, attempts);
    }

    private static String fromFile(String name, List<LoadReport.Attempt> attempts) {
        String source = "property " + PROPERTY + " " + name;
        try {
            Path file = Path.of(name).toAbsolutePath();
            String fault = NamedFile.fault(name, file);
            if (fault != null) {
                return failed(attempts, source, fault);
            }
            System.load(file.toString());
            checkThatItIsOurs();
            return loaded(attempts, source, file.toString());
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            return failed(attempts, source, reason(e));
        }
    }

    private static String fromJar(String platform, List<LoadReport.Attempt> attempts) {
        String resource = Platform.resource(platform);
        if (NativeLibrary.class.getResource(resource) == null) {
            List<String> others = Platform.inJar();
            return failed(attempts, "jar, " + resource.substring(1), others.isEmpty() ? "the jar has no library for any platform: "
                    + "it was packed anew without them" : "the jar has none for this platform, but for " + String.join(", ", others));
        }
        for (UnpackFolders.Candidate folder : UnpackFolders.list()) {
            String source = UNPACKED + folder.text();
            if (folder.path() == null) {
                failed(attempts, source, folder.why());
                continue;
            }
            try {
                unpackAndLoad(resource, folder.path());
                return loaded(attempts, source, source);
            } catch (IllegalCallerException e) {
                return failed(attempts, source, reason(e)); // this JVM loads no library, from whatever folder
            } catch (IOException | UnsatisfiedLinkError | RuntimeException e) {
                failed(attempts, source, reason(e));
            }
        }
        return null;
    }

    private static String fromLibraryPath(List<LoadReport.Attempt> attempts) {
        String source = "java.library.path";
        try {
            System.loadLibrary(NAME);
            checkThatItIsOurs();
            return loaded(attempts, source, source);
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            return failed(attempts, source, reason(e));
        }
    }

    /** Some other library can be loaded, too, but has none of the native methods. */
    private static void checkThatItIsOurs() {
        try {
            EventNatives.closeEvent(0); // there is no such event, so it does nothing
        } catch (UnsatisfiedLinkError e) {
            throw new UnsatisfiedLinkError("it is a library, but not joinleaf's");
        }
    }

    private static void unpackAndLoad(String resource, Path folder) throws IOException {
        if (!Ownership.openToOthers(folder)) {
            Leftovers.remove(folder, FOLDER_PREFIX, Leftovers.OLD);
            Leftovers.remove(folder, SharedCopy.PREFIX, SharedCopy.UNUSED);
        }
        byte[] library;
        try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
            library = in.readAllBytes();
        }
        if (!KEEPS_LOADED_FILES || !loadShared(library, folder)) {
            loadOwn(library, folder);
        }
    }

    /** Returns false if the shared copy is not to be trusted or cannot be loaded: if another class loader has it, say. */
    private static boolean loadShared(byte[] library, Path folder) throws IOException {
        Path file = SharedCopy.in(folder, System.mapLibraryName(NAME), library);
        if (file == null) {
            return false;
        }
        try {
            System.load(file.toString());
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static void loadOwn(byte[] library, Path folder) throws IOException {
        Path own = Ownership.createFolder(folder, FOLDER_PREFIX);
        Path file = own.resolve(System.mapLibraryName(NAME));
        try {
            Files.write(file, library, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-x------"));
            }
            if (!Arrays.equals(library, Files.readAllBytes(file))) {
                throw new IOException("the file holds something else than was written");
            }
            System.load(file.toString());
        } finally {
            Leftovers.removeOrLater(own, file);
        }
    }

    private static String loaded(List<LoadReport.Attempt> attempts, String source, String library) {
        attempts.add(new LoadReport.Attempt(source, null));
        return library;
    }

    private static String failed(List<LoadReport.Attempt> attempts, String source, String failure) {
        attempts.add(new LoadReport.Attempt(source, failure));
        return null;
    }

    /** What is told of a try that failed. */
    static String reason(Throwable e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        if (e instanceof IllegalCallerException) {
            return "IllegalCallerException " + message + " (start Java with " + LoadReport.accessOption() + ")";
        }
        if (message.contains("failed to map segment")) {
            return message + " (most often: the folder is on a file system mounted noexec)";
        }
        return e instanceof UnsatisfiedLinkError ? message : e.getClass().getSimpleName() + " " + message;
    }
}
