module org.example {
    requires org.joinleaf;
}
