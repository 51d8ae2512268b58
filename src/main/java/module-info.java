/** Winsock 2 multipoint sessions for Java, on Windows and Linux. */
module org.joinleaf {
    requires static java.management;
    requires static jdk.jfr;

    exports org.joinleaf;
    exports org.joinleaf.winsock;
}
