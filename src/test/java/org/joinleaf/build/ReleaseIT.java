package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.loader.launch.JarLauncher;

/**
 * The release as people take it: built once more, from another folder, deployed to a folder, and used by a project that
 * knows nothing but that folder (src/test/resources/consumer).
 */
@Slow
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleaseIT {
    private static final List<String> SOURCES = List.of("pom.xml", "src", "native", "include", "benchmarks/pom.xml", "README.md",
            "CHANGELOG.md", "LICENSE", "NOTICE", ".mvn", ".ci");

    /** What is released, as the ends of the files' names. */
    private static final List<String> ARTIFACTS = List.of(".jar", "-cli.jar", "-sources.jar", "-javadoc.jar", "-debug.tar.gz",
            "-c.tar.gz", "-cyclonedx.json", "-cyclonedx.xml", ".pom");

    private final Path folder = Project.target("ctest/release");
    private String version;
    private Path deployed;
    private Path classes;

    @BeforeAll
    void release() throws Exception {
        assumeTrue(Files.exists(Project.target("joinleaf-c.tar.gz")), "needs what profile release makes (mvn verify -Pall,release)");
        version = VersionTest.version();
        delete(folder);
        deployed = deploy("another/folder-with-a-longer-name");
        classes = consumer();
    }

    @Test
    void allIsReleased() throws IOException {
        List<String> ends = hashes(deployed).keySet().stream().map(name -> name.substring(("joinleaf-" + version).length())).toList();
        assertEquals(ARTIFACTS.stream().sorted().toList(), ends.stream().sorted().toList());
    }

    @Test
    void isTheSameFromWhateverFolder() throws IOException {
        Map<String, String> all = hashes(deployed);
        Map<String, String> here = new TreeMap<>();
        for (String end : ARTIFACTS) {
            // A build without a network makes no list of what the library is made of.
            if (!end.startsWith("-cyclonedx") || Files.exists(built(end))) {
                here.put("joinleaf-" + version + end, hash(built(end)));
            }
        }
        all.keySet().retainAll(here.keySet());
        assertEquals(here, all, "if target is of another build: mvn clean verify -Pall,release");
    }

    /** Returns the file from which this build would release the artifact. */
    private static Path built(String end) {
        return switch (end) {
            case ".pom" -> Project.root("pom.xml");
            case "-cyclonedx.json" -> Project.target("joinleaf-sbom.json");
            case "-cyclonedx.xml" -> Project.target("joinleaf-sbom.xml");
            default -> Project.target("joinleaf" + end);
        };
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void runsOnTheClassPath(Path jdk) {
        expect("heard hello in unnamed module", java(jdk, "--enable-native-access=ALL-UNNAMED", "-cp", classes + ":" + library(),
                "org.example.Hello"));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void runsOnTheModulePath(Path jdk) {
        expect("heard hello in module org.joinleaf", java(jdk, "--enable-native-access=org.joinleaf", "-p", classes + ":" + library(),
                "-m", "org.example/org.example.Hello"));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void runsInAnImageOfItsOwn(Path jdk) {
        Path image = folder.resolve("image-" + jdk.getFileName());
        Command.of(jdk.resolve("bin/jlink").toString(), "-p", classes + ":" + library() + ":" + jdk.resolve("jmods"),
                "--add-modules", "org.example", "--output", image.toString()).run().expectSuccess();
        String java = image.resolve("bin/java").toString();
        assertEquals(List.of("java.base", "org.example", "org.joinleaf"), Command.of(java, "--list-modules").run().expectSuccess()
                .lines().stream().map(module -> module.replaceFirst("@.*", "")).sorted().toList());
        expect("heard hello in module org.joinleaf",
                Command.of(java, "--enable-native-access=org.joinleaf", "-m", "org.example/org.example.Hello"));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void runsInTwoClassLoaders(Path jdk) {
        Command.Result result = java(jdk, "--enable-native-access=ALL-UNNAMED", "-cp", classes.toString(), "org.example.TwoLoaders",
                classes + "/", library().toString()).run().expectSuccess();
        assertEquals("", result.err());
        assertEquals(3, result.lines().size(), result::out);
    }

    /** Tests a program of Spring Boot, which holds jars in a jar. */
    @ParameterizedTest
    @MethodSource("jdks")
    void runsInsideAJar(Path jdk) throws IOException {
        Path program = folder.resolve("boot.jar");
        Path loader = Path.of(JarLauncher.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(program)); JarFile jar = new JarFile(loader.toFile())) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
            manifest.getMainAttributes().putValue("Main-Class", JarLauncher.class.getName());
            manifest.getMainAttributes().putValue("Start-Class", "org.example.Hello");
            manifest.getMainAttributes().putValue("Enable-Native-Access", "ALL-UNNAMED");
            manifest.write(zip);
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream().filter(e -> e.getName().startsWith("org/"))::iterator) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                jar.getInputStream(entry).transferTo(zip);
            }
            zip.putNextEntry(new ZipEntry("BOOT-INF/classes/"));
            zip.putNextEntry(new ZipEntry("BOOT-INF/classes/org/example/Hello.class"));
            Files.copy(classes.resolve("org/example/Hello.class"), zip);
            zip.putNextEntry(new ZipEntry("BOOT-INF/lib/"));
            store(zip, "BOOT-INF/lib/joinleaf.jar", Files.readAllBytes(library()));
        }
        expect("heard hello in unnamed module", java(jdk, "-jar", program.toString()));
    }

    /** Compiles a C program with nothing but the archive, by pkg-config's file. */
    @Test
    void archiveServesCPrograms() throws IOException {
        Needs.program("pkg-config", "pkgconf");
        Path unpacked = Files.createDirectories(folder.resolve("c"));
        Command.of("tar", "xzf", artifact("-c.tar.gz").toString(), "-C", unpacked.toString()).run().expectSuccess();
        Path libraries = unpacked.resolve("joinleaf-" + version + "/lib").resolve(Project.linuxLibrary().getParent().getFileName());
        Path program = unpacked.resolve("version");
        Command.of("sh", "-c", "gcc \"$1\" $(pkg-config --cflags --libs joinleaf) -Wl,-rpath,\"$2\" -o \"$3\"", "sh",
                        Project.root("native/test/version/version.c").toString(), libraries.toString(), program.toString())
                .environment("PKG_CONFIG_PATH", libraries.toString()).run().expectSuccess();
        assertEquals(version, Command.of(program.toString()).run().expectSuccess().out().strip());
        assertEquals(version, Command.of("pkg-config", "--modversion", "joinleaf")
                .environment("PKG_CONFIG_PATH", libraries.toString()).run().expectSuccess().out().strip());
    }

    /** Returns this JDK and those of Debian's folder, one of each version. */
    static Stream<Path> jdks() throws IOException {
        Map<String, Path> byVersion = new TreeMap<>();
        byVersion.put(String.valueOf(Runtime.version().feature()), Path.of(System.getProperty("java.home")));
        Path all = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(all)) {
            try (Stream<Path> folders = Files.list(all)) {
                for (Path jdk : folders.filter(one -> Files.isExecutable(one.resolve("bin/jlink"))).sorted().toList()) {
                    String number = Command.of(jdk.resolve("bin/java").toString(), "-XshowSettings:properties", "-version").run().err()
                            .lines().filter(line -> line.contains("java.specification.version")).findFirst().orElseThrow()
                            .replaceFirst(".*= ", "");
                    byVersion.putIfAbsent(number, jdk);
                }
            }
        }
        return byVersion.values().stream();
    }

    /** Builds from a copy of the sources in another folder, and deploys; returns where the artifacts lie. */
    private Path deploy(String name) throws IOException {
        Path copy = folder.resolve(name);
        for (String source : SOURCES) {
            copy(Project.root(source), copy.resolve(source));
        }
        Path repository = folder.resolve(name + "-repository");
        maven(copy, "deploy", "-DskipTests", "-Pall,release", "-Dmaven.install.skip=true",
                "-DaltDeploymentRepository=folder::" + repository.toUri());
        return repository.resolve("org/joinleaf/joinleaf").resolve(version);
    }

    private Path consumer() throws IOException {
        Path project = folder.resolve("consumer");
        copy(Project.root("src/test/resources/consumer"), project);
        Path local = Path.of(System.getProperty("user.home"), ".m2", "repository");
        Path pom = project.resolve("pom.xml");
        Files.writeString(pom, Files.readString(pom).replace("@version@", version).replace("@here@", local.toUri().toString())
                .replace("@repository@", deployed.getParent().getParent().getParent().getParent().toUri().toString()));
        maven(project, "compile", "-Dmaven.repo.local=" + folder.resolve("local"));
        assertEquals(hash(artifact(".jar")),
                hash(folder.resolve("local/org/joinleaf/joinleaf").resolve(version).resolve(artifact(".jar").getFileName())));
        return project.resolve("target/classes");
    }

    private static void maven(Path project, String... words) {
        Needs.program("mvn", "maven");
        List<String> all = new ArrayList<>(List.of("mvn", "-B", "-q", "-f", project.resolve("pom.xml").toString()));
        all.addAll(List.of(words));
        Command.of(all).environment("JAVA_HOME", System.getProperty("java.home")).timeout(Duration.ofMinutes(30)).run().expectSuccess();
    }

    private Path library() {
        return artifact(".jar");
    }

    private Path artifact(String end) {
        return deployed.resolve("joinleaf-" + version + end);
    }

    private static Command java(Path jdk, String... words) {
        List<String> all = new ArrayList<>(List.of(jdk.resolve("bin/java").toString()));
        all.addAll(List.of(words));
        return Command.of(all);
    }

    private static void expect(String beginning, Command command) {
        Command.Result result = command.run().expectSuccess();
        assertTrue(result.out().startsWith(beginning), result::out);
        assertEquals("", result.err());
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        ((OutputStream) zip).write(bytes);
    }

    /** Returns the artifacts' hashes by name. */
    private static Map<String, String> hashes(Path repository) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.list(repository)) {
            for (Path file : files.filter(one -> !one.toString().matches(".*\\.(md5|sha\\d+)")).toList()) {
                hashes.put(file.getFileName().toString(), hash(file));
            }
        }
        return hashes;
    }

    private static String hash(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
