"""What may leave the building: which figures betray a child, and copies that betray none."""
