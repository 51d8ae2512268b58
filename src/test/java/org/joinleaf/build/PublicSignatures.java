package org.joinleaf.build;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads Java sources and finds what is public or protected and names a class of a package that is not exported. */
final class PublicSignatures {
    private static final String INTERNAL = "org.joinleaf.internal.";

    private final Trees trees;
    private final CompilationUnitTree unit;
    /** The simple names that the file has imported from the package. */
    private final Set<String> imported = new TreeSet<>();
    private final List<String> found = new ArrayList<>();

    private PublicSignatures(Trees trees, CompilationUnitTree unit) {
        this.trees = trees;
        this.unit = unit;
        for (ImportTree each : unit.getImports()) {
            String name = each.getQualifiedIdentifier().toString();
            if (name.startsWith(INTERNAL)) {
                imported.add(name.substring(name.lastIndexOf('.') + 1));
            }
        }
    }

    /**
     * Returns a line for each signature that names such a class.
     *
     * @param sources the files
     * @return "File.java:12: Name of org.joinleaf.internal in a public signature"
     */
    static List<String> ofInternalClasses(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> all = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
                    files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                PublicSignatures signatures = new PublicSignatures(Trees.instance(task), unit);
                unit.getTypeDecls().forEach(type -> signatures.lookAtClass(type, false));
                all.addAll(signatures.found);
            }
        }
        return all;
    }

    private void lookAtClass(Tree tree, boolean membersArePublic) {
        if (!(tree instanceof ClassTree type) || !isPublic(type.getModifiers().getFlags(), membersArePublic)) {
            return;
        }
        look(type.getExtendsClause());
        type.getImplementsClause().forEach(this::look);
        type.getPermitsClause().forEach(this::look);
        type.getTypeParameters().forEach(this::look);
        boolean inside = type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
        for (Tree member : type.getMembers()) {
            if (member instanceof MethodTree method && isPublic(method.getModifiers().getFlags(), inside)) {
                Stream.of(Stream.of(method.getReturnType()), method.getTypeParameters().stream(),
                        method.getParameters().stream().map(VariableTree::getType), method.getThrows().stream())
                        .flatMap(trees -> trees).forEach(this::look);
            } else if (member instanceof VariableTree field && (isPublic(field.getModifiers().getFlags(), inside)
                    || type.getKind() == Tree.Kind.RECORD && !field.getModifiers().getFlags().contains(Modifier.STATIC))) {
                look(field.getType());
            } else {
                lookAtClass(member, inside);
            }
        }
    }

    private static boolean isPublic(Set<Modifier> flags, boolean unlessPrivate) {
        return flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED)
                || unlessPrivate && !flags.contains(Modifier.PRIVATE);
    }

    /** Notes each name of the package in a type. */
    private void look(Tree type) {
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitIdentifier(IdentifierTree name, Void none) {
                if (imported.contains(name.getName().toString())) {
                    note(name, name.getName().toString());
                }
                return null;
            }

            @Override
            public Void visitMemberSelect(MemberSelectTree name, Void none) {
                if (name.toString().startsWith(INTERNAL)) {
                    note(name, name.toString());
                    return null;
                }
                return super.visitMemberSelect(name, none);
            }
        }.scan(type, null);
    }

    private void note(Tree tree, String name) {
        long at = trees.getSourcePositions().getStartPosition(unit, tree);
        found.add(Path.of(unit.getSourceFile().getName()).getFileName() + ":" + unit.getLineMap().getLineNumber(at) + ": "
                + name + " of org.joinleaf.internal in a public signature");
    }
}
